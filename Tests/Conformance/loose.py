"""Documents that follow the grammar and mostly a schema. Each choice can violate a rule.

A document is a list of tokens, which `layout.py` writes as text.
"""

from random import Random

from graphql import DirectiveLocation, GraphQLSchema, get_named_type, is_composite_type, is_input_type, is_leaf_type
from graphql.utilities import do_types_overlap

from layout import KEYWORDS, META, lay_out, scramble
from literals import string_literal
from loose_values import LooseValues

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


class LooseWriter(LooseValues):
    """Writes one document."""

    def __init__(self, random: Random, schema: GraphQLSchema, slip: float) -> None:
        super().__init__(random, schema, slip)
        self.fragments: dict[str, object] = {}
        self.written: set[str] = set()
        self.finished: list[list[str]] = []
        self.meanings: dict[str, str] = {}
        self.budget = 0
        self.needs_introspection = False

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
            tokens = scramble(random, tokens)
        return lay_out(random, tokens)

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
            # Fragments of other operations would add their variables.
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
        """The field's name, sometimes with an alias. There are few response keys, so that fields merge."""
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


def loose_document(random: Random, schema: GraphQLSchema) -> str:
    return LooseWriter(random, schema, random.choice([0, 0, 0, 0.02, 0.05, 0.15])).document()
