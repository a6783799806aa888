"""Random variables and root values for a document: valid and invalid values, errors, and missing values."""

from random import Random

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    NonNullTypeNode,
    OperationDefinitionNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    type_from_ast,
    visit,
)

from schemas import STRINGS

WRONG = ["1.0", "-3", "1e3", "abc", 1e15, 2**70, -0.0, ["a", ["b"]], None, True, 0, 1, -7, 1.5, 2147483648, "s", "", "12", "1.5", [], [1], {}, {"f0": 1}, {"a": None}, [[None]], {"nope": 1}]


class ValueMaker:
    def __init__(self, random: Random, schema: GraphQLSchema, wrong: float) -> None:
        self.random = random
        self.schema = schema
        self.wrong = wrong
        self.budget = 400

    def scalar(self, name: str):
        random = self.random
        if name == "Int":
            return random.choice([0, 1, -5, 2147483647, -2147483648, 3.0])
        if name == "Float":
            return random.choice([0, 1, 1.5, -2.25, 100000.0, 0.001, 1e15, 1e-9, 12345678901234567890])
        if name == "String":
            return random.choice(STRINGS)
        if name == "Boolean":
            return random.choice([True, False])
        if name == "ID":
            return random.choice(["1", "abc", 7, 0, 4.0, 12345678901234567890])
        return random.choice([1, 2.5, "s", True, [1, {"a": None}], {"k": [1, "x"], "j": {}}, []])

    # Variables

    def input(self, type_, depth: int = 0):
        random = self.random
        if random.random() < self.wrong:
            return random.choice(WRONG)
        if is_non_null_type(type_):
            return self.input_not_null(type_.of_type, depth)
        return None if random.random() < 0.1 or depth > 5 else self.input_not_null(type_, depth)

    def input_not_null(self, type_, depth: int):
        random = self.random
        if depth > 20:
            return None  # A cycle of @oneOf types, which has no finite value.
        if is_list_type(type_):
            if random.random() < 0.15:
                return self.input(type_.of_type, depth + 1)
            return [self.input(type_.of_type, depth + 1) for _ in range(random.choice([0, 1, 2]))]
        if is_enum_type(type_):
            return random.choice(list(type_.values))
        if is_input_object_type(type_):
            if type_.is_one_of:
                chosen = random.sample(list(type_.fields), 1 if random.random() > self.wrong else min(2, len(type_.fields)))
                return {name: self.input_not_null(type_.fields[name].type, depth + 1) for name in chosen}
            result = {}
            for name, field in type_.fields.items():
                if (is_non_null_type(field.type) and random.random() > self.wrong) or (depth < 4 and random.random() < 0.5):
                    result[name] = self.input(field.type, depth + 1)
            if random.random() < self.wrong / 2:
                result[random.choice(["nope", "f9", "F0"])] = 1
            return result
        return self.scalar(type_.name)

    # Root values

    def output(self, type_, used: set[str], has_arguments: bool, depth: int = 0):
        random = self.random
        self.budget -= 1
        if random.random() < self.wrong:
            return random.choice([{"$error": random.choice(["it failed", "é\n\"quoted\""])}] * 2 + [None, None, None] + WRONG)
        if has_arguments and random.random() < 0.7:
            return {"$args": True}
        if is_non_null_type(type_):
            type_ = type_.of_type
        elif random.random() < 0.04:
            return None
        if is_list_type(type_):
            count = 0 if self.budget < 0 else random.choice([0, 1, 2, 3])
            return [self.output(type_.of_type, used, False, depth + 1) for _ in range(count)]
        if is_enum_type(type_):
            return random.choice(list(type_.values))
        if is_abstract_type(type_):
            possible = self.schema.get_possible_types(type_)
            if not possible:
                return {}
            target = random.choice(list(possible))
            value = self.object(target, used, depth)
            value["__typename"] = target.name
            if random.random() < self.wrong:
                value["__typename"] = random.choice(["Nope", "Query", "Int", "N0", "T0", 1, None])
            return value
        if is_object_type(type_):
            return self.object(type_, used, depth)
        return self.scalar(type_.name)

    def object(self, type_, used: set[str], depth: int) -> dict:
        result = {}
        if depth > 9 or self.budget < 0:
            return result
        for name, field in type_.fields.items():
            if name in used and self.random.random() > self.wrong / 2:
                result[name] = self.output(field.type, used, bool(field.args), depth + 1)
        return result


def random_variables(random: Random, schema: GraphQLSchema, operation: OperationDefinitionNode):
    maker = ValueMaker(random, schema, random.choice([0, 0, 0, 0.05, 0.3]))
    values = {}
    for definition in operation.variable_definitions or ():
        type_ = type_from_ast(schema, definition.type)
        required = isinstance(definition.type, NonNullTypeNode) and not definition.default_value
        if type_ is None or not (required or random.random() < 0.6) or random.random() < maker.wrong / 3:
            continue
        if not getattr(get_named_type(type_), "parse_value", None) and not is_input_object_type(get_named_type(type_)):
            continue
        values[definition.variable.name.value] = maker.input(type_)
    if random.random() < 0.05:
        values["unused"] = 1
    return values if values or random.random() < 0.5 else None


def random_root(random: Random, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode):
    used: set[str] = set()

    class Names(Visitor):
        def enter_field(self, node: FieldNode, *_):
            used.add(node.name.value)

    visit(document, Names())
    root = schema.get_root_type(operation.operation)
    maker = ValueMaker(random, schema, random.choice([0, 0, 0.02, 0.1, 0.25]))
    if root is None or random.random() < 0.02:
        return random.choice([None, {}, 1, []])
    return maker.object(root, used, 0)
