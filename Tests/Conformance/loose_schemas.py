"""Type system documents that follow the grammar, but mostly violate a rule of the type system."""

from random import Random

from literals import number_literal, string_literal

KINDS = ["type", "interface", "union", "enum", "input", "scalar", "directive", "schema"]
SCALARS = ["Int", "Float", "String", "Boolean", "ID"]
PLACES = ["QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION", "SCHEMA", "SCALAR", "OBJECT",
          "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION"]
PLACE_OF_KIND = {"type": "OBJECT", "interface": "INTERFACE", "union": "UNION", "enum": "ENUM", "input": "INPUT_OBJECT", "scalar": "SCALAR"}


class LooseSchemaWriter:
    """Writes one document. `slip` is the probability that a choice is invalid."""

    def __init__(self, random: Random, slip: float) -> None:
        self.random = random
        self.slip_rate = slip
        self.names = {kind: [f"{kind[0].upper()}{kind[-1]}{i}" for i in range(random.choice([1, 1, 2, 3]))] for kind in KINDS[:6]}
        self.fields = {name: self.own_fields() for name in self.names["interface"]}
        self.parents: dict[str, list[str]] = {}
        for index, name in enumerate(self.names["interface"]):
            earlier = self.names["interface"][:index]
            self.parents[name] = self.ancestors(random.sample(earlier, random.randint(0, len(earlier)))) if self.chance(0.5) else []
        self.directives = {f"d{i}": (random.sample(PLACES, random.randint(1, 12)), self.chance(0.4), self.arguments_made()) for i in range(random.choice([0, 1, 2]))}

    def slips(self, rate: float = 1.0) -> bool:
        return self.random.random() < self.slip_rate * rate

    def chance(self, rate: float) -> bool:
        return self.random.random() < rate

    # Types and values

    def every(self, *kinds: str) -> list[str]:
        return [name for kind in kinds for name in self.names[kind]]

    def wrap(self, name: str) -> str:
        text = name + ("!" if self.chance(0.3) else "")
        while self.chance(0.25):
            text = f"[{text}]" + ("!" if self.chance(0.3) else "")
        return text

    def input_type(self) -> str:
        if self.slips(0.5):
            return self.wrap(self.random.choice([*self.every("type", "interface", "union"), "Nope", "__Type"]))
        return self.wrap(self.random.choice([*SCALARS, *self.every("enum", "scalar", "input")]))

    def output_type(self) -> str:
        if self.slips(0.5):
            return self.wrap(self.random.choice([*self.every("input"), "Nope", "__Schema", "__TypeKind"]))
        return self.wrap(self.random.choice([*SCALARS, *self.every("enum", "scalar", "type", "interface", "union")]))

    def literal(self, text: str) -> str:
        random = self.random
        if self.slips():
            return random.choice(["1", '"s"', "null", "X", "[1]", "{a: 1, a: 2}", "{}", "1.5", "true", "[[null]]", "{f0: {f0: 1}}"])
        if not text.endswith("!") and self.chance(0.1):
            return "null"
        bare = text.rstrip("!")
        if bare.startswith("["):
            return "[" + " ".join(self.literal(bare[1:-1]) for _ in range(random.choice([0, 1, 2]))) + "]"
        if bare in SCALARS:
            return {"Int": number_literal(random, "Int"), "Float": number_literal(random, "Float"), "String": string_literal(random), "Boolean": "true", "ID": '"id"'}[bare]
        if bare in self.names["enum"]:
            return "V0"
        if bare in self.names["input"]:
            return "{}"
        return "1"

    # Members

    def arguments_made(self) -> list[tuple[str, str, str]]:
        result = []
        for index in range(self.random.choice([0, 0, 1, 2])):
            text = self.input_type()
            result.append((f"a{index}", text, f" = {self.literal(text)}" if self.chance(0.25) else ""))
        return result

    def own_fields(self) -> list[tuple[str, list, str]]:
        return [(self.random.choice("abcdef") + str(i), self.arguments_made(), self.output_type()) for i in range(self.random.choice([1, 2, 3]))]

    def ancestors(self, names: list[str]) -> list[str]:
        result: list[str] = []
        for name in names:
            result += [n for n in [*self.parents.get(name, []), name] if n not in result]
        return result

    def name(self, name: str) -> str:
        return self.random.choice(["__" + name, "__typename", name + name]) if self.slips(0.1) else name

    def arguments(self, arguments) -> str:
        parts = []
        for name, text, default in arguments:
            for _ in range(2 if self.slips(0.15) else 1):
                parts.append(f"{self.description()}{self.name(name)}: {text}{default}{self.applied('ARGUMENT_DEFINITION')}")
        return f"({self.random.choice([', ', ' ']).join(parts)})" if parts else ""

    def field(self, field) -> str:
        name, arguments, text = field
        return f"{self.description()}{self.name(name)}{self.arguments(arguments)}: {text}{self.applied('FIELD_DEFINITION')}"

    def inherited(self, parents: list[str]) -> list[tuple[str, list, str]]:
        fields: dict[str, tuple] = {}
        for parent in parents:
            for name, arguments, text in self.fields.get(parent, []):
                if self.slips(0.5):
                    continue
                arguments = [(n, self.input_type() if self.slips(0.4) else t, d) for n, t, d in arguments if not self.slips(0.4)]
                if self.chance(0.1):
                    arguments.append(("more", "Int!" if self.slips(3) else "Int", ""))
                if self.slips(0.6):
                    text = self.output_type()
                elif not text.endswith("!") and self.chance(0.15):
                    text += "!"
                fields[name] = (name, arguments, text)
        return list(fields.values())

    def description(self) -> str:
        return string_literal(self.random) + " " if self.chance(0.04) else ""

    def applied(self, place: str) -> str:
        random = self.random
        text = ""
        if place in ("FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE") and self.chance(0.05) or self.slips(0.1):
            text += random.choice([" @deprecated", ' @deprecated(reason: "r")', ' @deprecated(reason: """b""")'])
        if (place == "INPUT_OBJECT" and self.chance(0.15)) or self.slips(0.05):
            text += " @oneOf"
        if (place == "SCALAR" and self.chance(0.3)) or self.slips(0.05):
            text += ' @specifiedBy(url: "u")'
        if self.chance(0.12) and self.directives:
            name = random.choice(list(self.directives))
            places, is_repeatable, arguments = self.directives[name]
            if place in places or self.slips():
                given = " ".join(f"{n}: {self.literal(t)}" for n, t, d in arguments if (t.endswith("!") and not d) or self.chance(0.5) or self.slips())
                text += f" @{name}" + (f"({given})" if given else "")
                if is_repeatable or self.slips():
                    text += f" @{name}" + (f"({given})" if given else "")
        if self.slips(0.1):
            text += random.choice([" @nope", ' @deprecated(reason: 1)', " @skip(if: true)", " @specifiedBy", ' @deprecated(nope: "x")', " @oneOf @oneOf"])
        return text

    # Definitions

    def define(self, kind: str, name: str, is_extension: bool = False) -> str:
        random = self.random
        head = f"extend {kind} {name}" if is_extension else f"{self.description()}{kind} {self.name(name)}"
        directives = self.applied(PLACE_OF_KIND[kind])
        body = ""
        if kind in ("type", "interface"):
            if is_extension:
                parents = [random.choice(self.names["interface"])] if self.chance(0.2) else []
                fields = [(f"x{random.randint(0, 3)}", [], self.output_type())]
            else:
                chosen = self.parents.get(name) if kind == "interface" else random.sample(self.names["interface"], random.randint(0, len(self.names["interface"])))
                parents = self.ancestors(chosen or []) if not self.slips(0.3) else list(chosen or [])
                if self.slips(0.2):
                    parents = [*parents, random.choice([*self.every("type", "union", "input", "interface"), name, "Nope", "Int"])]
                fields = self.inherited(parents)
                known = [f[0] for f in fields]
                fields += [f for f in (self.fields[name] if name in self.fields else self.own_fields()) if f[0] not in known or self.slips()]
                random.shuffle(fields)
            head += f" implements {random.choice(['', '& '])}{random.choice([' & ', '&']).join(parents)}" if parents else ""
            body = " { " + " ".join(self.field(f) for f in fields) + " }" if fields and not self.slips(0.1) else ""
        elif kind == "union":
            members = random.sample(self.names["type"], random.randint(1, len(self.names["type"])))
            if self.slips():
                members.append(random.choice([*self.every("type", "interface", "enum", "union"), "Int", "Nope"]))
            body = f" = {random.choice(['', '| '])}{' | '.join(members)}" if not self.slips(0.2) else ""
        elif kind == "enum":
            values = [f"X{random.randint(0, 2)}"] if is_extension else [f"V{i}" for i in range(random.choice([1, 2, 3]))]
            values += [random.choice(["V0", "true", "null", "__V"])] if self.slips(0.3) else []
            body = " { " + " ".join(f"{self.description()}{v}{self.applied('ENUM_VALUE')}" for v in values) + " }" if not self.slips(0.1) else ""
        elif kind == "input":
            texts = []
            for index in range(random.choice([1, 2, 3])):
                text = self.input_type()
                if "@oneOf" in directives and not self.slips():
                    text = text.rstrip("!")
                default = f" = {self.literal(text)}" if self.chance(0.2) and ("@oneOf" not in directives or self.slips()) else ""
                texts.append(f"{self.description()}{'y' if is_extension else 'f'}{0 if self.slips(0.3) else index}: {text}{default}{self.applied('INPUT_FIELD_DEFINITION')}")
            body = " { " + " ".join(texts) + " }" if not self.slips(0.1) else ""
        return head + directives + body

    def write(self) -> str:
        random = self.random
        parts = [self.define(kind, name) for kind in KINDS[:6] for name in self.names[kind] if not self.slips(0.1)]
        for name, (places, is_repeatable, arguments) in self.directives.items():
            places = [*places, random.choice([*PLACES, "NOPE"])] if self.slips(0.3) else places
            parts.append(f"{self.description()}directive @{self.name(name)}{self.arguments(arguments)}{' repeatable' if is_repeatable else ''} on {random.choice(['', '| '])}{' | '.join(places)}")
        roots = ["Query", *(["Mutation"] if self.chance(0.3) else []), *(["Subscription"] if self.chance(0.2) else [])]
        if self.slips(0.2):
            roots.remove("Query")
        for root in roots:
            kind = random.choice(["interface", "input", "type"]) if self.slips(0.2) else "type"
            parts.append(f"{kind} {root} {{ {' '.join(self.field(f) for f in self.own_fields())} }}")
        if self.chance(0.3):
            operations = [f"{root.lower()}: {random.choice(self.every('type', 'interface', 'enum')) if self.slips() else root}" for root in roots if not self.slips(0.3)]
            parts.append(f"{self.description()}schema{self.applied('SCHEMA')} {{ {' '.join(operations)} }}")
        for _ in range(random.choice([0, 0, 1, 2])):
            kind = random.choice(KINDS[:6])
            name = random.choice([*self.every(*KINDS[:6]), "Nope", "Int"]) if self.slips() else random.choice(self.names[kind])
            parts.append(self.define(kind, name, is_extension=True))
        if self.chance(0.08):
            parts.append(random.choice(["extend schema @d0", "extend schema { subscription: Tye0 }", "extend schema { query: Query }", "extend schema { mutation: Nope }"]))
        if self.slips(0.3):
            parts.append(random.choice(["scalar Int", "type String { a: Int }", "directive @skip on FIELD", "directive @deprecated(reason: Int) on FIELD_DEFINITION", "type __Mine { a: Int }", "directive @__mine on FIELD",
                                        "scalar __Type", "schema { query: Query }", "enum __TypeKind { A }", "{ a }", "fragment F on Query { a }", "extend scalar String @d0", "directive @d0 on FIELD", "directive @specifiedBy on SCALAR"]))
        if self.slips(0.3):
            parts.append(random.choice(parts))
        if self.chance(0.5):
            random.shuffle(parts)
        return random.choice(["\n", "\n\n", "\r\n", "\r", " "]).join(parts)


def loose_schema(random: Random) -> str:
    return LooseSchemaWriter(random, random.choice([0, 0.01, 0.03, 0.1])).write()
