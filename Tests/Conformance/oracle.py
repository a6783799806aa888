"""graphql-core as the oracle: the expected answer to a case. `patches.py` has the patches and their reasons.

Abstract types are resolved by `__typename` (DESIGN section 5); a `__typename` that is not a string is ignored.
"""

import json

from graphql import (
    build_ast_schema,
    ExecutableDefinitionNode,
    execute,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    GraphQLError,
    GraphQLSpecifiedByDirective,
    GraphQLSyntaxError,
    InputObjectTypeExtensionNode,
    is_input_object_type,
    is_interface_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_scalar_type,
    ListValueNode,
    ObjectValueNode,
    parse,
    print_ast,
    validate,
    validate_schema,
)
from graphql.pyutils import Undefined
from graphql.validation.validate import validate_sdl

from patches import RULES


class Failure(Exception):
    """The error of a resolver."""


def errors_of(errors) -> list[dict]:
    return [
        {
            "message": error.message,
            "locations": [{"line": location.line, "column": location.column} for location in error.locations or []],
            "path": error.path or None,
        }
        for error in errors or []
    ]


_schemas: dict[str, tuple] = {}


def schema_of(text: str):
    """The schema without errors, or no schema with its errors."""
    if text not in _schemas:
        if len(_schemas) > 500:
            _schemas.clear()
        _schemas[text] = build(text)
    return _schemas[text]


class NotComparable(Exception):
    """Whether graphql-core does something that the specification does not define."""


def build(text: str):
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        return None, errors_of([error])
    # Section 3: a type system document has no operations, but graphql-core checks their directives.
    is_mixed = any(isinstance(definition, ExecutableDefinitionNode) for definition in document.definitions)
    errors = validate_sdl(document)
    has_late_one_of = any(
        isinstance(definition, InputObjectTypeExtensionNode) and any(d.name.value == "oneOf" for d in definition.directives)
        for definition in document.definitions
    )
    if errors or has_late_one_of:
        return None, (None if is_mixed or has_late_one_of else errors_of(errors))
    try:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        errors = validate_schema(schema)
    except (TypeError, GraphQLError) as error:
        # With a type of the wrong kind, graphql-core stops before it has errors with locations. Only the stage is compared.
        return (NotComparable if is_endless(error) else None), None
    if has_wrong_default(schema):
        return None, None
    for type_ in schema.type_map.values():
        for node in getattr(type_, "extension_ast_nodes", ()) if is_scalar_type(type_) else ():
            # Patch 10.
            values = get_directive_values(GraphQLSpecifiedByDirective, node)
            type_.specified_by_url = values["url"] if values else type_.specified_by_url
    return (None, errors_of(errors)) if errors else (schema, [])


def is_endless(error) -> bool:
    """Whether graphql-core failed because a type's default values depend on the type itself."""
    while error is not None and not isinstance(error, RecursionError):
        error = error.__cause__
    return error is not None


def has_wrong_default(schema) -> bool:
    """Whether a default value is not of its type: graphql-core forgets it then."""
    values = [argument for directive in schema.directives for argument in directive.args.values()]
    for type_ in schema.type_map.values():
        if is_input_object_type(type_):
            values += type_.fields.values()
        elif is_object_type(type_) or is_interface_type(type_):
            values += [argument for field in type_.fields.values() for argument in field.args.values()]
    return any(
        value.ast_node
        and value.ast_node.default_value
        and (value.default_value is Undefined or is_wrong_object(value.ast_node.default_value, value.type))
        for value in values
    )


def is_wrong_object(literal, type_) -> bool:
    """Whether an object in a literal has a field that its type does not have, or not exactly one where its type is `@oneOf`.

    Section 3.10 "Input Coercion" asks it of the value "prior to construction of the coerced map"; graphql-core counts defaults too.
    """
    type_ = get_nullable_type(type_)
    if isinstance(literal, ListValueNode):
        return is_list_type(type_) and any(is_wrong_object(item, type_.of_type) for item in literal.values)
    type_ = get_named_type(type_)
    if not isinstance(literal, ObjectValueNode) or not is_input_object_type(type_):
        return False
    if type_.is_one_of and len(literal.fields) != 1:
        return True
    return any(f.name.value not in type_.fields or is_wrong_object(f.value, type_.fields[f.name.value].type) for f in literal.fields)


def marked(value, type_, arguments):
    """The value with its marks resolved: failures as exceptions, which graphql-core reports at their places."""
    if isinstance(value, dict):
        if isinstance(value.get("$error"), str):
            return Failure(value["$error"])
        if value.get("$args") is True and arguments is not None:
            return json.dumps(arguments, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if is_non_null_type(type_):
        type_ = type_.of_type
    if isinstance(value, list) and is_list_type(type_):
        return [marked(item, type_.of_type, None) for item in value]
    return value


def resolve_field(source, info, **arguments):
    value = source.get(info.field_name) if isinstance(source, dict) else None
    return marked(value, info.return_type, arguments)


def resolve_type(value, _info, _type):
    name = value.get("__typename") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def answer(case: dict) -> dict:
    schema, errors = schema_of(case["schema"])
    if schema is NotComparable:
        raise NotComparable
    if schema is None:
        return {"stage": "schema", "errors": errors}
    try:
        document = parse(case["query"])
    except GraphQLSyntaxError as error:
        return {"stage": "parse", "errors": errors_of([error])}
    printed = print_ast(document)
    errors = validate(schema, document, RULES, max_errors=10**9)
    if errors:
        return {"stage": "validate", "printed": printed, "errors": errors_of(errors)}
    result = execute(
        schema,
        document,
        case.get("root"),
        variable_values=case.get("variables"),
        operation_name=case.get("operationName"),
        field_resolver=resolve_field,
        type_resolver=resolve_type,
    )
    return {"stage": "execute", "printed": printed, "data": result.data, "errors": errors_of(result.errors)}
