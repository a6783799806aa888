"""Corrects graphql-core 3.2.14 where it differs from the September 2025 specification or has behaviour that is specific to Python.

Importing this module patches graphql-core. `RULES` are the validation rules to use.

1. Section 5.2.1.1 "Operation Type Existence": graphql-core checks this during execution. A rule is added, with the message of graphql-core 3.3.
2. Section 3.5.1 and 3.5.2: numbers in strings. Python's `int` and `float` also accept `1_000`, and digits and whitespace of other scripts;
   graphql-js does not. A literal that is too large for a Float is invalid; graphql-core makes it infinite.
3. Section 3.13.3 "@deprecated": `reason` is a `String!`; it is nullable in graphql-core.
4. Section 3.13.3: `@deprecated` is not allowed on directive definitions, and section 4.2 has no such `__DirectiveLocation`.
5. Section 5.2.4.1 "Single Root Field": a subscription's root selections must not have `@skip` or `@include`. The message is graphql-js 17's.
6. Section 5.8.5 "All Variable Usages Are Allowed", IsNonNullPosition(): a nullable variable for a field of a `@oneOf` type is invalid
   also where that type is non-null or the one element of a list, which graphql-core does not check. It is valid in `[$v]` where such a type is
   expected.
7. Section 4.2.5, `defaultValue`: a list or an object in a custom scalar is a literal, too; graphql-core fails.
8. Sections 3.6 and 3.10, "Type Validation": a default value must match its type; graphql-core ignores an invalid one. It cannot build an
   input object with a default value of its own type, even without a cycle; such a schema is not compared.
9. Section 4.2: `includeDeprecated` is a `Boolean!`, and directives cannot be deprecated, so `__Schema.directives` has no argument and
   `__Directive` has no `isDeprecated` and no `deprecationReason`.
10. Extensions. Section 3.10.3: `extend input` must not add `@oneOf`, which graphql-core does not check. Section 3.13: a field in `extend input`
   is an INPUT_FIELD_DEFINITION, not an ARGUMENT_DEFINITION. Section 3.5.4: `@specifiedBy` on `extend scalar` counts.
"""

import re
import sys
from functools import partial
from math import isfinite

from graphql import utilities
from graphql import (
    ASTValidationRule,
    DirectiveLocation,
    FragmentSpreadNode,
    get_named_type,
    GraphQLBoolean,
    GraphQLDeprecatedDirective,
    GraphQLError,
    GraphQLFloat,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
    InlineFragmentNode,
    introspection_types,
    ListValueNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationType,
    print_ast,
    SingleFieldSubscriptionsRule,
    specified_rules,
    VariablesInAllowedPositionRule,
    visit,
    Visitor,
)
from graphql.execution.collect_fields import does_fragment_condition_match
from graphql.pyutils import inspect

# The package exports a function with the name of the module.
ast_from_value_module = sys.modules["graphql.utilities.ast_from_value"]

QUOTED_NUMBER = re.compile(r"[ \t-\r]*[0-9.eE+-]*[ \t-\r]*\Z")


class KnownOperationTypesRule(ASTValidationRule):
    """Section 5.2.1.1."""

    def enter_operation_definition(self, node, *_):
        if not self.context.schema.get_root_type(node.operation):
            self.report_error(GraphQLError(f"The {node.operation.value} operation is not supported by the schema.", node))


class SingleRootFieldRule(SingleFieldSubscriptionsRule):
    """Section 5.2.4.1, CollectSubscriptionFields()."""

    def enter_operation_definition(self, node, *arguments):
        root = self.context.schema.subscription_type
        if node.operation is not OperationType.SUBSCRIPTION or root is None:
            return
        found = []
        self.collect(node.selection_set, root, set(), found)
        if found:
            subject = f"Subscription '{node.name.value}'" if node.name else "Anonymous Subscription"
            message = f"{subject} must not use `@skip` or `@include` directives in the top level selection."
            self.report_error(GraphQLError(message, found))
        else:
            super().enter_operation_definition(node, *arguments)

    def collect(self, selection_set, root, seen, found):
        for selection in selection_set.selections:
            found += [directive for directive in selection.directives if directive.name.value in ("skip", "include")]
            if isinstance(selection, FragmentSpreadNode):
                if selection.name.value in seen:
                    continue
                seen.add(selection.name.value)
                fragment = self.context.get_fragment(selection.name.value)
                if fragment and does_fragment_condition_match(self.context.schema, fragment, root):
                    self.collect(fragment.selection_set, root, seen, found)
            elif isinstance(selection, InlineFragmentNode) and does_fragment_condition_match(self.context.schema, selection, root):
                self.collect(selection.selection_set, root, seen, found)


def number_in_quotes(subject: str, original):
    def serialize(value):
        if isinstance(value, str) and not QUOTED_NUMBER.match(value):
            raise GraphQLError(f"{subject} value: {inspect(value)}")
        return original(value)

    return serialize


def finite_literal(node, variables=None, original=GraphQLFloat.parse_literal):
    value = original(node, variables)
    if not isfinite(value):
        raise GraphQLError(f"Float cannot represent non numeric value: {print_ast(node)}", node)
    return value


GraphQLInt.serialize = number_in_quotes("Int cannot represent non-integer", GraphQLInt.serialize)
GraphQLFloat.serialize = number_in_quotes("Float cannot represent non numeric", GraphQLFloat.serialize)
GraphQLFloat.parse_literal = finite_literal


GraphQLDeprecatedDirective.args["reason"].type = GraphQLNonNull(GraphQLString)
GraphQLDeprecatedDirective.locations = tuple(l for l in GraphQLDeprecatedDirective.locations if l is not DirectiveLocation.DIRECTIVE_DEFINITION)
for name in ("__Type", "__Field", "__Directive"):
    for field in introspection_types[name].fields.values():
        if "includeDeprecated" in field.args:
            field.args["includeDeprecated"].type = GraphQLNonNull(GraphQLBoolean)
introspection_types["__Schema"].fields["directives"].args.clear()
for name in ("isDeprecated", "deprecationReason"):
    introspection_types["__Directive"].fields.pop(name, None)
introspection_types["__DirectiveLocation"].values.pop("DIRECTIVE_DEFINITION", None)


def name_or_internal(serialize):
    """A field of the schema can have an introspection enum as its type. Its data has names, not graphql-core's Python values."""
    return lambda self, value: value if isinstance(value, str) and value in self.values else serialize(self, value)


for name in ("__TypeKind", "__DirectiveLocation"):
    enum = introspection_types[name]
    enum.serialize = partial(name_or_internal(type(enum).serialize), enum)


class OneOfAwareVariablesRule(VariablesInAllowedPositionRule):
    """Patch 6: the rule finds the `@oneOf` type of a field, also in list and non-null types, and only for a field."""

    def __init__(self, context):
        super().__init__(context)
        fields = FieldValues()
        visit(context.document, fields)
        self.field_values = fields.found

    def leave_operation_definition(self, operation, *arguments):
        usages = self.context.get_recursive_variable_usages(operation)
        for index, usage in enumerate(usages):
            is_field = id(usage.node) in self.field_values
            usages[index] = usage._replace(parent_type=get_named_type(usage.parent_type) if is_field else None)
        super().leave_operation_definition(operation, *arguments)


class FieldValues(Visitor):
    """The values of all fields of input objects, by identity."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def enter_object_field(self, node, *_):
        self.found.add(id(node.value))


def directive_location(ancestors):
    """Patch 10."""
    node, parent = ancestors[-1], ancestors[-3] if len(ancestors) > 2 else None
    if getattr(node, "kind", None) == "input_value_definition" and getattr(parent, "kind", None) == "input_object_type_extension":
        return DirectiveLocation.INPUT_FIELD_DEFINITION
    return _directive_location(ancestors)


known_directives_module = sys.modules["graphql.validation.rules.known_directives"]
_directive_location = known_directives_module.get_directive_location_for_ast_path
known_directives_module.get_directive_location_for_ast_path = directive_location


def custom_literal(value):
    """Patch 7: the value of a custom scalar as a literal."""
    if isinstance(value, list):
        return ListValueNode(values=tuple(custom_literal(item) for item in value))
    if isinstance(value, dict):
        return ObjectValueNode(fields=tuple(ObjectFieldNode(name=NameNode(value=k), value=custom_literal(v)) for k, v in value.items()))
    return _ast_from_value(value, GraphQLScalarType("Custom"))


_ast_from_value = ast_from_value_module.ast_from_value


def ast_from_value(value, type_):
    if isinstance(type_, GraphQLScalarType) and isinstance(value, (list, dict)):
        return custom_literal(value)
    return _ast_from_value(value, type_)


ast_from_value_module.ast_from_value = utilities.ast_from_value = ast_from_value


PATCHED = {SingleFieldSubscriptionsRule: SingleRootFieldRule, VariablesInAllowedPositionRule: OneOfAwareVariablesRule}
RULES = [KnownOperationTypesRule, *(PATCHED.get(rule, rule) for rule in specified_rules)]
