"""Random executable documents that are valid for a schema."""

from random import Random

from graphql import (
    DirectiveLocation,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.pyutils import Undefined
from graphql.utilities import do_types_overlap

from schemas import SchemaWriter

INTROSPECTION = [
    "__schema { queryType { name } types { kind name specifiedByURL isOneOf } }",
    "__schema { directives { name isRepeatable locations args(includeDeprecated: true) { name defaultValue type { name kind } } } }",
    "__schema { description mutationType { name fields { name } } subscriptionType { name } }",
    '__type(name: "T0") { name description fields(includeDeprecated: true) { description name isDeprecated deprecationReason args { name type { kind ofType { name } } } } }',
    '__type(name: "I0") { inputFields(includeDeprecated: true) { name defaultValue isDeprecated } isOneOf }',
    '__type(name: "E0") { enumValues(includeDeprecated: true) { name deprecationReason } }',
    '__type(name: "N0") { possibleTypes { name } interfaces { name } }',
    '__type(name: "Nope") { name }',
]


class DocumentWriter:
    def __init__(self, random: Random, schema: GraphQLSchema) -> None:
        self.random = random
        self.schema = schema
        self.scalars = SchemaWriter(random)
        self.keys: dict[str, str] = {}
        self.fragments: list[str] = []
        self.variables: dict[str, str] = {}
        self.prefix = ""
        self.budget = 60

    def document(self) -> str:
        random = self.random
        operations = []
        count = random.choice([1, 1, 1, 1, 2, 3])
        for index in range(count):
            self.prefix = "" if count == 1 else f"O{index}"
            operations.append(self.operation(named=count > 1 or random.random() < 0.3))
        parts = operations + self.fragments
        if random.random() < 0.3:
            random.shuffle(parts)
        return random.choice(["\n", "\n\n", " ", " # note\n"]).join(parts)

    def operation(self, named: bool) -> str:
        random = self.random
        kinds = [k for k, t in [("query", True), ("mutation", self.schema.mutation_type), ("subscription", self.schema.subscription_type)] if t]
        kind = random.choice(["query"] * 3 + kinds)
        root = {"query": self.schema.query_type, "mutation": self.schema.mutation_type, "subscription": self.schema.subscription_type}[kind]
        self.variables = {}
        self.budget = random.choice([6, 15, 30, 60])
        if kind == "subscription":
            selection = "{ " + self.field(root, self.random.choice(list(root.fields)), 0, False) + " }"
        else:
            selection = self.selection_set(root, 0)
            if kind == "query" and random.random() < 0.2:
                selection = selection[:-1] + random.choice(INTROSPECTION) + " }"
        directives = self.directives({"query": DirectiveLocation.QUERY, "mutation": DirectiveLocation.MUTATION, "subscription": DirectiveLocation.SUBSCRIPTION}[kind])
        if kind == "query" and not named and not self.variables and not directives and random.random() < 0.7:
            return selection
        definitions = ""
        if self.variables:
            texts = []
            for name, text in self.variables.items():
                description = '"v" ' if random.random() < 0.02 else ""
                directive = self.directives(DirectiveLocation.VARIABLE_DEFINITION, constant=True)
                texts.append(f"{description}${name}: {text}{directive}")
            definitions = "(" + random.choice([", ", " ", "\n  "]).join(texts) + ")"
        description = random.choice(['"described" ', '"""\nblock\n"""\n']) if random.random() < 0.03 else ""
        return f"{description}{kind} {f'Op{self.prefix}' if named else ''}{definitions}{directives} {selection}"

    # Selections

    def selection_set(self, type_, depth: int) -> str:
        random = self.random
        texts = [self.selection(type_, depth) for _ in range(random.choice([1, 1, 2, 3, 4]))]
        return "{ " + random.choice([" ", "\n  ", ", "]).join(texts) + " }"

    def selection(self, type_, depth: int) -> str:
        random = self.random
        self.budget -= 1
        fields = list(getattr(type_, "fields", {}))
        leaves = [name for name in fields if is_leaf_type(get_named_type(type_.fields[name].type))]
        roll = random.random()
        if depth > 7 or self.budget < 0:
            return self.field(type_, random.choice(leaves), depth) if leaves else "__typename"
        if roll < 0.06 or (not fields and roll < 0.4):
            return random.choice(["__typename", "t: __typename"])
        if not fields or roll < 0.22:
            return self.fragment(type_, depth)
        return self.field(type_, random.choice(fields), depth)

    def field(self, type_, name: str, depth: int, may_skip: bool = True) -> str:
        field = type_.fields[name]
        arguments = self.arguments(field.args)
        inner = get_named_type(field.type)
        key = self.response_key(name, f"{name}{arguments}:{field.type}:{'' if is_leaf_type(inner) else 'object'}")
        text = (name if key == name else f"{key}: {name}") + arguments
        text += self.directives(DirectiveLocation.FIELD, may_skip=may_skip)
        if is_composite_type(inner):
            text += " " + self.selection_set(inner, depth + 1)
        return text

    def response_key(self, name: str, meaning: str) -> str:
        """A response key that has the same meaning in the whole document, so that fields merge."""
        random = self.random
        if random.random() < 0.75 and self.keys.setdefault(name, meaning) == meaning:
            return name
        while True:
            key = f"{random.choice(['x', 'y', 'alias'])}{random.randint(0, 30 + len(self.keys))}"
            if self.keys.setdefault(key, meaning) == meaning:
                return key

    def fragment(self, type_, depth: int) -> str:
        random = self.random
        candidates = [t for t in self.schema.type_map.values() if is_composite_type(t) and not t.name.startswith("__") and do_types_overlap(self.schema, type_, t)]
        target = random.choice(candidates + [type_])
        if random.random() < 0.4:
            condition = f" on {target.name}" if target is not type_ or random.random() < 0.6 else ""
            return f"...{condition}{self.directives(DirectiveLocation.INLINE_FRAGMENT)} {self.selection_set(target, depth + 1)}"
        name = f"F{self.prefix}{len(self.fragments)}"
        place = len(self.fragments)
        self.fragments.append("")
        selection = self.selection_set(target, depth + 1)
        description = '"frag" ' if random.random() < 0.02 else ""
        self.fragments[place] = f"{description}fragment {name} on {target.name}{self.directives(DirectiveLocation.FRAGMENT_DEFINITION)} {selection}"
        spread = f"...{name}{self.directives(DirectiveLocation.FRAGMENT_SPREAD)}"
        return f"{spread} ...{name}{self.directives(DirectiveLocation.FRAGMENT_SPREAD)}" if random.random() < 0.15 else spread

    # Directives and values

    def directives(self, location, constant: bool = False, may_skip: bool = True) -> str:
        random = self.random
        text = ""
        if random.random() < 0.12:
            places = (DirectiveLocation.FIELD, DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT)
            if location in places and may_skip:
                names = random.choice([["skip"], ["include"], ["include"], ["skip", "include"], ["include", "skip"]])
                for name in names:
                    text += f" @{name}(if: {self.condition(name)})"
        if random.random() < 0.15:
            known = [d for d in self.schema.directives if location in d.locations and d.name.startswith("d") and d.name != "deprecated"]
            for directive in random.sample(known, min(len(known), 1)):
                for _ in range(random.randint(1, 2) if directive.is_repeatable else 1):
                    text += f" @{directive.name}{self.arguments(directive.args, constant)}"
        return text

    def condition(self, name: str) -> str:
        random = self.random
        if random.random() < 0.4:
            return random.choice(["true", "false", "true" if name == "include" else "false"])
        return self.variable("Boolean!", random.choice(["Boolean!", "Boolean!", "Boolean = true", "Boolean = false", "Boolean! = true"]))

    def variable(self, position: str, text: str | None = None) -> str:
        """A variable that is allowed where a type is expected."""
        random = self.random
        if text is None:
            text = position
            if not position.endswith("!") and random.random() < 0.3:
                text = position + "!"
            bare = text.rstrip("!")
            if random.random() < 0.3:
                type_ = self.type_of(text)
                text = f"{text} = {self.value(type_, 3, constant=True)}"
            elif text.endswith("!") and position.endswith("!") and random.random() < 0.3:
                text = f"{bare} = {self.value(self.type_of(text), 3, constant=True)}"
        same = [name for name, known in self.variables.items() if known == text]
        if same and random.random() < 0.7:
            return "$" + random.choice(same)
        name = f"v{len(self.variables)}"
        self.variables[name] = text
        return "$" + name

    def type_of(self, text: str):
        from graphql import parse_type, type_from_ast

        return type_from_ast(self.schema, parse_type(text))

    def arguments(self, arguments, constant: bool = False) -> str:
        random = self.random
        texts = []
        for name, argument in arguments.items():
            if is_required_argument(argument) or random.random() < 0.6:
                texts.append(f"{name}: {self.value_at(argument.type, argument.default_value is not Undefined, constant)}")
        random.shuffle(texts)
        return "(" + ", ".join(texts) + ")" if texts else ""

    def value_at(self, type_, has_default: bool, constant: bool, depth: int = 0) -> str:
        random = self.random
        if not constant and random.random() < 0.35:
            position = str(type_)
            # A location with a default accepts a nullable variable.
            if has_default and position.endswith("!") and random.random() < 0.5:
                return self.variable(position, position[:-1])
            return self.variable(position)
        return self.value(type_, depth, constant)

    def value(self, type_, depth: int = 0, constant: bool = False) -> str:
        random = self.random
        if is_non_null_type(type_):
            return self.value_not_null(type_.of_type, depth, constant)
        if random.random() < 0.12:
            return "null"
        return self.value_not_null(type_, depth, constant)

    def value_not_null(self, type_, depth: int, constant: bool) -> str:
        random = self.random
        if is_list_type(type_):
            if random.random() < 0.15:
                inner = type_.of_type.of_type if is_non_null_type(type_.of_type) else type_.of_type
                return self.value_not_null(inner, depth + 1, constant)
            count = 0 if depth > 4 else random.choice([0, 1, 2, 3])
            return "[" + ", ".join(self.value_at(type_.of_type, False, constant or random.random() < 0.5, depth + 1) for _ in range(count)) + "]"
        if is_enum_type(type_):
            return random.choice(list(type_.values))
        if is_input_object_type(type_):
            if type_.is_one_of:
                name, field = random.choice(list(type_.fields.items()))
                if not constant and random.random() < 0.3:
                    return "{" + f"{name}: {self.variable(f'{field.type}!', f'{field.type}!')}" + "}"
                return "{" + f"{name}: {self.value_not_null(field.type, depth + 1, constant)}" + "}"
            texts = []
            for name, field in type_.fields.items():
                if is_required_input_field(field) or (depth < 4 and random.random() < 0.5):
                    texts.append(f"{name}: {self.value_at(field.type, field.default_value is not Undefined, constant or random.random() < 0.5, depth + 1)}")
            random.shuffle(texts)
            return "{" + ", ".join(texts) + "}"
        if type_.name.startswith("S") and type_.name != "String" and not constant and random.random() < 0.1:
            return "[" + self.variable("String") + "]"
        return self.scalars.scalar_literal(type_.name)


def random_document(random: Random, schema: GraphQLSchema) -> str:
    return DocumentWriter(random, schema).document()
