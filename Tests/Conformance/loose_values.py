"""Arguments, directives and values of loose documents, with the variables that they use."""

from random import Random

from graphql import (
    DirectiveLocation,
    GraphQLError,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
    parse_type,
    type_from_ast,
)

from literals import any_literal, number_literal, string_literal


class LooseValues:
    """Writes values for a schema. `slip` is the probability that a choice is invalid."""

    def __init__(self, random: Random, schema: GraphQLSchema, slip: float) -> None:
        self.random = random
        self.schema = schema
        self.slip_rate = slip
        self.types = [t for t in schema.type_map.values() if not t.name.startswith("__")]
        self.composites = [t for t in self.types if is_composite_type(t)]
        self.inputs = [t for t in self.types if is_input_type(t)]
        self.field_names = sorted({name for t in self.composites for name in getattr(t, "fields", {})})
        self.directives_known = list(schema.directives)
        self.variables: dict[str, str] = {}

    def slips(self, rate: float = 1.0) -> bool:
        return self.random.random() < self.slip_rate * rate

    def chance(self, rate: float) -> bool:
        return self.random.random() < rate

    def type_of(self, text: str):
        try:
            return type_from_ast(self.schema, parse_type(text))
        except (GraphQLError, TypeError):
            return None

    # Arguments and directives

    def arguments(self, definitions, variables: bool = True) -> list[str]:
        random = self.random
        parts = []
        for name, definition in definitions.items():
            if self.chance(0.55) or (is_required_argument(definition) and not self.slips()):
                if self.slips(0.3):
                    name = random.choice([name + "x", "nope", random.choice(self.field_names)])
                for _ in range(2 if self.slips(0.15) else 1):
                    parts.append([name, ":", *self.value(definition.type, 0, variables, definition.default_value is not None)])
        if self.slips(0.2):
            parts.append([random.choice(["x", "first", "id"]), ":", *any_literal(random, self.schema)])
        random.shuffle(parts)
        return ["(", *(token for part in parts for token in part), ")"] if parts or self.slips(0.03) else []

    def directives(self, location, variables: bool = True) -> list[str]:
        random = self.random
        names: list[str] = []
        if location in (DirectiveLocation.FIELD, DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT) and self.chance(0.12):
            names += random.choice([["skip"], ["include"], ["skip", "include"], ["include", "skip"], ["skip", "skip"] if self.slips(4) else ["include"]])
        if self.chance(0.06):
            fitting = [d.name for d in self.directives_known if location in d.locations and d.name not in ("skip", "include")]
            pool = [d.name for d in self.directives_known] + ["nope"] if self.slips(2) else fitting
            names += random.sample(pool, min(len(pool), 1)) * random.choice([1, 1, 2])
        tokens: list[str] = []
        for name in names:
            directive = self.schema.get_directive(name)
            if f"@{name}" in tokens and not (directive and directive.is_repeatable) and not self.slips(2):
                continue
            tokens += [f"@{name}", *self.arguments(directive.args if directive else {}, variables)]
        return tokens

    # Values

    def value(self, type_, depth: int, variables: bool, has_default: bool = False) -> list[str]:
        if variables and self.chance(0.25):
            return ["$", self.variable(type_)]
        return self.literal(type_, depth, variables)

    def variable(self, type_) -> str:
        random = self.random
        if self.variables and self.slips():
            return random.choice([*self.variables, "undefined"])
        text = str(type_)
        if self.slips(0.5):
            text = random.choice([text.rstrip("!"), f"[{text}]", text.strip("[]!"), random.choice(self.inputs).name])
        elif not text.endswith("!") and self.chance(0.3):
            text += "!"
        text = " ".join(text.replace("[", "[ ").replace("]", " ]").replace("!", " !").split())
        fitting = [name for name, known in self.variables.items() if known == text]
        if fitting and self.chance(0.7):
            return random.choice(fitting)
        name = f"v{len(self.variables)}"
        self.variables[name] = text
        return name

    def literal(self, type_, depth: int, variables: bool) -> list[str]:
        random = self.random
        if self.slips(0.3):
            return any_literal(random, self.schema)
        if is_non_null_type(type_):
            type_ = type_.of_type
        elif self.chance(0.1):
            return ["null"]
        if is_list_type(type_):
            if self.chance(0.2):
                return self.value(type_.of_type, depth + 1, variables)
            count = 0 if depth > 5 else random.choice([0, 1, 1, 2, 3])
            return ["[", *(token for _ in range(count) for token in self.value(type_.of_type, depth + 1, variables)), "]"]
        if is_enum_type(type_):
            return [random.choice(list(type_.values))]
        if is_input_object_type(type_):
            return self.object(type_, depth, variables)
        name = type_.name
        if name in ("Int", "Float"):
            return [number_literal(random, name)]
        if name == "String":
            return [string_literal(random)]
        if name == "Boolean":
            return [random.choice(["true", "false"])]
        if name == "ID":
            return [random.choice([string_literal(random), number_literal(random, "Int"), '"1"'])]
        return any_literal(random, self.schema, "abc" if variables and self.chance(0.1) and self.variables else None)

    def object(self, type_, depth: int, variables: bool) -> list[str]:
        random = self.random
        names = list(type_.fields)
        if type_.is_one_of:
            chosen = random.sample(names, min(len(names), 2 if self.slips() else 1))
        else:
            chosen = [n for n in names if (is_required_input_field(type_.fields[n]) and not self.slips()) or (depth < 5 and self.chance(0.4))]
        random.shuffle(chosen)
        tokens = ["{"]
        for name in chosen:
            value = self.value(type_.fields[name].type, depth + 1, variables)
            if type_.is_one_of and value == ["null"] and not self.slips():
                value = any_literal(random, self.schema) if self.slips() else self.literal(get_named_type(type_.fields[name].type), depth + 1, False)
            for _ in range(2 if self.slips(0.15) else 1):
                tokens += ["nope" if self.slips(0.2) else name, ":", *value]
        return [*tokens, "}"]
