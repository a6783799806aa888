"""Documents that follow the grammar and mostly a schema, but are careless: each choice may be one that some rule forbids.

A document is a list of tokens, laid out at the end with any blanks, line ends, commas and comments between them.
"""

from random import Random

from graphql import (
    DirectiveLocation,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_input_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)
from graphql.utilities import do_types_overlap

from literals import any_literal, number_literal, string_literal

BLANKS = ["\n", "\r\n", "\r", "\t", " ", ",", ", ", "  ", "\n\n", "\ufeff", " # a comment\n", "#\r", "# é \U0001f600\r\n", "\n    "]
PUNCTUATION = list("!$&()[]{}:=@|") + ["..."]
KEYWORDS = ["query", "mutation", "subscription", "fragment", "on", "true", "false", "null", "type", "extend", "schema"]
META = ["__typename", "__schema", "__type", "__Type", "__nope"]
OPERATIONS = {"query": DirectiveLocation.QUERY, "mutation": DirectiveLocation.MUTATION, "subscription": DirectiveLocation.SUBSCRIPTION}
INTROSPECTION = [
    "__schema { types { ...Ref fields ( includeDeprecated : true ) { name args { ...In } type { ...Ref } isDeprecated deprecationReason } } }",
    "__schema { queryType { name fields { name } } mutationType { name } subscriptionType { name } directives { name locations isRepeatable } }",
    "__type ( name : %s ) { ...Ref fields { name args ( includeDeprecated : true ) { ...In } } inputFields { ...In } possibleTypes { name } interfaces { name } }",
    "__type ( name : %s ) { kind enumValues { name } enumValues2 : enumValues ( includeDeprecated : true ) { name isDeprecated deprecationReason } specifiedByURL isOneOf }",
    "__type ( name : %s ) { fields ( includeDeprecated : $all ) { name } __typename }",
    "__type ( name : %s ) { fields { type { fields { type { fields { name } } } } } }",
]
INTROSPECTION_FRAGMENTS = {
    "Ref": "fragment Ref on __Type { __typename kind name ofType { kind name ofType { kind name ofType { name } } } }",
    "In": "fragment In on __InputValue { name type { ...Ref } defaultValue isDeprecated }",
}


class LooseWriter:
    """Writes one document. `slip` is how likely each choice is to be a wrong one."""

    def __init__(self, random: Random, schema: GraphQLSchema, slip: float) -> None:
        self.random = random
        self.schema = schema
        self.slip_rate = slip
        self.types = [t for t in schema.type_map.values() if not t.name.startswith("__")]
        self.composites = [t for t in self.types if is_composite_type(t)]
        self.inputs = [t for t in self.types if is_input_type(t)]
        self.field_names = sorted({name for t in self.composites for name in getattr(t, "fields", {})})
        self.directives_known = list(schema.directives)
        self.fragments: dict[str, object] = {}
        self.written: set[str] = set()
        self.variables: dict[str, str] = {}
        self.budget = 0
        self.needs_introspection = False
        self.meanings: dict[str, str] = {}
        self.finished: list[list[str]] = []

    def slips(self, rate: float = 1.0) -> bool:
        return self.random.random() < self.slip_rate * rate

    def chance(self, rate: float) -> bool:
        return self.random.random() < rate

    # Documents

    def document(self) -> str:
        random = self.random
        self.budget = random.choice([5, 15, 40, 90])
        parts = []
        count = random.choice([1, 1, 1, 1, 2, 3])
        for index in range(count):
            parts.append(self.operation(None if (count == 1 and self.chance(0.6)) or self.slips() else self.operation_name(index)))
        self.finish_fragments()
        parts += self.finished
        if self.needs_introspection:
            parts += [text.split() for text in INTROSPECTION_FRAGMENTS.values()]
        if self.slips():
            parts.append(self.fragment_definition(random.choice([*self.fragments, "Unused"])))
        if self.slips(0.3):
            parts.append(random.choice(["type X { a : Int }", "scalar Y", "extend schema @note", "directive @z on FIELD", "{ __typename }"]).split())
        if self.chance(0.3):
            random.shuffle(parts)
        tokens = [token for part in parts for token in part]
        if self.slips(0.5):
            tokens = self.scramble(tokens)
        return self.lay_out(tokens)

    def finish_fragments(self) -> None:
        while missing := [name for name in self.fragments if name not in self.written]:
            self.written.add(missing[0])
            self.finished.append(self.fragment_definition(missing[0]))

    def operation_name(self, index: int) -> str:
        return "A" if self.slips() else "ABC"[index]

    def operation(self, name: str | None) -> list[str]:
        random = self.random
        roots = {"query": self.schema.query_type, "mutation": self.schema.mutation_type, "subscription": self.schema.subscription_type}
        kind = random.choice(["query"] * 4 + [k for k, root in roots.items() if root])
        if self.slips(0.5):
            kind = random.choice(list(roots))
        root = roots[kind] or self.schema.query_type
        self.variables = {}
        if not self.slips(2):
            # Fragments of other operations would bring their variables with them.
            self.finish_fragments()
        if kind == "subscription" and not self.slips():
            body = ["{", *self.field(root, 0, is_subscription=True), "}"]
        else:
            body = self.selection_set(root, 0)
            if kind == "query" and self.chance(0.08):
                body[1:1] = self.introspection()
        directives = self.directives(OPERATIONS[kind])
        self.finish_fragments()
        definitions = self.variable_definitions()
        if kind == "query" and not name and not definitions and not directives and self.chance(0.7):
            return body
        description = [string_literal(random)] if self.chance(0.03) else []
        return [*description, kind, *([name] if name else []), *definitions, *directives, *body]

    def introspection(self) -> list[str]:
        random = self.random
        text = random.choice(INTROSPECTION)
        name = f'"{random.choice(self.types).name}"' if self.chance(0.9) else random.choice(['"Nope"', '"__Type"', '"__DirectiveLocation"', "null", "7"])
        text = text.replace("%s", name)
        if "$all" in text:
            self.variables["all"] = "Boolean !"
        if "..." in text:
            self.needs_introspection = True
        return text.replace("...", "... ").split()

    def variable_definitions(self) -> list[str]:
        random = self.random
        if self.slips():
            self.variables[random.choice("vwxyz")] = random.choice(self.inputs).name
        if not self.variables:
            return []
        tokens = ["("]
        for name, text in self.variables.items():
            if self.slips(0.4):
                continue
            if self.slips(0.4):
                text = random.choice(["Nope", random.choice(self.types).name, "[ Int", "Int ! !", "[ [ String ! ] ]"])
            for _ in range(2 if self.slips(0.2) else 1):
                description = [string_literal(random)] if self.chance(0.02) else []
                default = []
                bare = text.replace(" ", "")
                type_ = self.type_of(bare)
                if type_ is not None and is_input_type(type_) and self.chance(0.2):
                    default = ["=", *self.literal(type_, 2, False)]
                tokens += [*description, "$", name, ":", *text.split(), *default, *self.directives(DirectiveLocation.VARIABLE_DEFINITION, False)]
        return [] if len(tokens) == 1 and not self.slips() else [*tokens, ")"]

    def type_of(self, text: str):
        from graphql import GraphQLError, parse_type, type_from_ast

        try:
            return type_from_ast(self.schema, parse_type(text))
        except (GraphQLError, TypeError):
            return None

    def fragment_definition(self, name: str) -> list[str]:
        type_ = self.fragments.get(name) or self.random.choice(self.composites)
        self.budget = max(self.budget, 4)
        condition = type_.name
        if self.slips(0.5):
            condition = self.random.choice([*(t.name for t in self.types), "Nope"])
        description = [string_literal(self.random)] if self.chance(0.02) else []
        directives = self.directives(DirectiveLocation.FRAGMENT_DEFINITION, False)
        return [*description, "fragment", "on" if self.slips(0.1) else name, "on", condition, *directives, *self.selection_set(type_, 2)]

    # Selections

    def selection_set(self, type_, depth: int) -> list[str]:
        if self.slips(0.15):
            return ["{", "}"]
        tokens = ["{"]
        for _ in range(self.random.choice([1, 1, 2, 3, 5])):
            tokens += self.selection(type_, depth)
        return [*tokens, "}"]

    def selection(self, type_, depth: int) -> list[str]:
        self.budget -= 1
        roll = self.random.random()
        if roll < 0.12 and depth < 9:
            return self.inline_fragment(type_, depth)
        if roll < 0.24:
            return self.spread(type_, depth)
        return self.field(type_, depth)

    def field(self, type_, depth: int, is_subscription: bool = False) -> list[str]:
        random = self.random
        fields = getattr(type_, "fields", {})
        if self.slips(0.6):
            name = random.choice([*self.field_names, *META, "nope", *KEYWORDS])
        elif not fields or (self.chance(0.08) and not is_subscription):
            name = "__typename"
        else:
            names = list(fields)
            if self.budget < 0 or depth > 8:
                names = [n for n in names if is_leaf_type(get_named_type(fields[n].type))] or names
            name = random.choice(names)
        definition = fields.get(name)
        arguments = self.arguments(definition.args if definition else {})
        tokens = self.response_key(name, f"{name}{arguments}{definition and definition.type}") + arguments
        if not is_subscription or self.slips():
            tokens += self.directives(DirectiveLocation.FIELD)
        inner = get_named_type(definition.type) if definition else None
        if is_composite_type(inner) != self.slips(0.4):
            if depth > 11 or self.budget < -60:
                return [*tokens, "{", "__typename", "}"]
            tokens += self.selection_set(inner if is_composite_type(inner) else random.choice(self.composites), depth + 1)
        return tokens

    def response_key(self, name: str, meaning: str) -> list[str]:
        """The field's name, with an alias or not. Keys are few, so that fields meet and must merge."""
        random = self.random
        key = name if self.chance(0.75) else random.choice(["a", "b", "c", random.choice(self.field_names), "on", "null"])
        if self.meanings.setdefault(key, meaning) != meaning and not self.slips(4):
            key = f"k{len(self.meanings)}"
            self.meanings[key] = meaning
        return [name] if key == name else [key, ":", name]

    def overlapping(self, type_):
        if self.slips():
            return self.random.choice(self.types)
        return self.random.choice([type_, *(t for t in self.composites if do_types_overlap(self.schema, type_, t))])

    def inline_fragment(self, type_, depth: int) -> list[str]:
        target = type_ if self.chance(0.3) else self.overlapping(type_)
        condition = [] if target is type_ and self.chance(0.6) else ["on", "Nope" if self.slips(0.3) else target.name]
        inner = target if is_composite_type(target) else type_
        return ["...", *condition, *self.directives(DirectiveLocation.INLINE_FRAGMENT), *self.selection_set(inner, depth + 1)]

    def spread(self, type_, depth: int) -> list[str]:
        random = self.random
        known = [name for name, target in self.fragments.items() if name not in self.written or self.chance(0.5)]
        fitting = [name for name in known if do_types_overlap(self.schema, self.fragments[name], type_) and name not in self.written]
        if self.slips(0.4):
            name = random.choice([*self.fragments, "Nope", "F0"])
        elif fitting and self.chance(0.6):
            name = random.choice(fitting)
        elif len(self.fragments) > 9 or depth > 10:
            return ["__typename"]
        else:
            target = self.overlapping(type_)
            name = f"F{len(self.fragments)}"
            self.fragments[name] = target if is_composite_type(target) else type_
        return ["...", name, *self.directives(DirectiveLocation.FRAGMENT_SPREAD)]

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

    # Layout

    def scramble(self, tokens: list[str]) -> list[str]:
        """Some tokens lost, doubled, exchanged or replaced."""
        random = self.random
        tokens = list(tokens)
        for _ in range(random.choice([1, 1, 2, 4])):
            place = random.randrange(len(tokens))
            roll = random.random()
            if roll < 0.25 and len(tokens) > 1:
                del tokens[place]
            elif roll < 0.4:
                tokens.insert(place, tokens[place])
            elif roll < 0.6:
                other = random.randrange(len(tokens))
                tokens[place], tokens[other] = tokens[other], tokens[place]
            else:
                pool = random.choice([PUNCTUATION, KEYWORDS, META, [number_literal(random, "Float"), string_literal(random)], tokens])
                tokens[place] = random.choice(pool)
        return tokens

    def lay_out(self, tokens: list[str]) -> str:
        random = self.random
        wild = random.random() < 0.4
        usual = random.choice([" ", " ", "\n", "\r\n", "\r"])
        text = random.choice(["", "", "\ufeff", "\n\n", "# first line\r\n"]) if wild else ""
        for token in tokens:
            text += token + (random.choice(BLANKS) if wild and random.random() < 0.3 else usual)
        return text.rstrip(" ") if random.random() < 0.5 else text


def loose_document(random: Random, schema: GraphQLSchema) -> str:
    return LooseWriter(random, schema, random.choice([0, 0, 0, 0.02, 0.05, 0.15])).document()
