"""Random schemas: SDL text that is valid, with every kind of type-system definition."""

from random import Random

SCALARS = ["Int", "Float", "String", "Boolean", "ID"]
FIELD_NAMES = [*"abcdefgh"] * 3 + ["type", "query", "on", "fragment", "true", "null", "input", "_x", "camelCase"]
STRINGS = ["", "x", "two words", "é", "emoji \U0001f600", 'say "hi"', "back\\slash", "tab\there", "line\nbreak", "{}", "null"]


def named(type_text: str) -> str:
    return type_text.strip("[]!").replace("[", "").replace("]", "").replace("!", "")


class SchemaWriter:
    """Writes one schema. Types are texts such as `[Int!]!`; inputs are known by their fields, for default values."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.enums: dict[str, list[str]] = {}
        self.inputs: dict[str, tuple[bool, list[tuple[str, str, bool]]]] = {}
        self.scalars: list[str] = []
        self.outputs: list[str] = []

    # Literals

    def literal(self, type_text: str, depth: int = 0) -> str:
        """A valid literal of a type."""
        random = self.random
        if type_text.endswith("!"):
            return self.literal_not_null(type_text[:-1], depth)
        return "null" if random.random() < 0.1 or depth > 4 else self.literal_not_null(type_text, depth)

    def literal_not_null(self, type_text: str, depth: int) -> str:
        random = self.random
        if type_text.startswith("["):
            inner = type_text[1:-1]
            if random.random() < 0.2 and not inner.startswith("["):
                return self.literal_not_null(inner.rstrip("!"), depth + 1)
            return "[" + ", ".join(self.literal(inner, depth + 1) for _ in range(random.choice([0, 1, 1, 2]))) + "]"
        if type_text in self.enums:
            return random.choice(self.enums[type_text])
        if type_text in self.inputs:
            is_one_of, fields = self.inputs[type_text]
            if is_one_of:
                name, inner, _ = random.choice(fields)
                return "{" + f"{name}: {self.literal_not_null(inner, depth + 1)}" + "}"
            chosen = [f for f in fields if (f[1].endswith("!") and not f[2]) or (depth < 3 and random.random() < 0.5)]
            random.shuffle(chosen)
            return "{" + ", ".join(f"{name}: {self.literal(inner, depth + 1)}" for name, inner, _ in chosen) + "}"
        return self.scalar_literal(type_text, depth)

    def scalar_literal(self, name: str, depth: int = 0) -> str:
        random = self.random
        if name == "Int":
            return str(random.choice([0, 1, -1, 7, 2147483647, -2147483648]))
        if name == "Float":
            return random.choice(["0", "1", "-2", "1.5", "-0.25", "2e2", "1E-2", "3.0"])
        if name == "String":
            return string_literal(random)
        if name == "Boolean":
            return random.choice(["true", "false"])
        if name == "ID":
            return random.choice(["1", "42", '"id"', '"7"'])
        if depth > 3:
            return "1"
        return random.choice(["1", "2.5", "true", '"s"', "ENUM", "[1, \"a\"]", "{a: 1, b: [true, null]}", "{}", "[]"])

    # Types

    def wrap(self, name: str, non_null: float = 0.25) -> str:
        random = self.random
        text = name + ("!" if random.random() < non_null else "")
        for _ in range(random.choice([0, 0, 0, 0, 1, 1, 2])):
            text = f"[{text}]" + ("!" if random.random() < non_null else "")
        return text

    def input_name(self) -> str:
        pools = [SCALARS, SCALARS, list(self.enums), list(self.inputs), self.scalars]
        return self.random.choice(self.random.choice([pool for pool in pools if pool]))

    def description(self, indent: str = "") -> str:
        random = self.random
        if random.random() > 0.12:
            return ""
        if random.random() < 0.5:
            text = random.choice(['"d"', '"a description"', '"é"', '""'])
            return f"{indent}{text}\n"
        tail = random.choice(["", '\\"""', "#"])
        return f'{indent}"""\n{indent}  block\n{indent}text {tail}\n{indent}"""\n'

    def deprecated(self) -> str:
        return self.random.choice([" @deprecated", ' @deprecated(reason: "old")']) if self.random.random() < 0.08 else ""

    def arguments(self) -> list[tuple[str, str, str | None]]:
        """Arguments as name, type, default."""
        random = self.random
        result = []
        for index in range(random.choice([0, 0, 0, 1, 1, 2, 3])):
            type_text = self.wrap(self.input_name())
            default = self.literal(type_text) if random.random() < 0.3 else None
            result.append((f"a{index}", type_text, default))
        return result

    def arguments_text(self, arguments: list[tuple[str, str, str | None]]) -> str:
        if not arguments:
            return ""
        texts = []
        for name, type_text, default in arguments:
            deprecated = "" if type_text.endswith("!") and default is None else self.deprecated()
            texts.append(f"{name}: {type_text}" + (f" = {default}" if default is not None else "") + deprecated)
        return "(" + ", ".join(texts) + ")"

    def field_text(self, name: str, arguments: list, type_text: str) -> str:
        return f"{self.description('  ')}  {name}{self.arguments_text(arguments)}: {type_text}{self.deprecated()}\n"

    def write(self) -> str:
        random = self.random
        parts: list[str] = []
        self.scalars = [f"S{i}" for i in range(random.choice([0, 1, 1, 2]))]
        for name in self.scalars:
            url = random.choice(["", "", ' @specifiedBy(url: "https://example.com/s")'])
            parts.append(f"{self.description()}scalar {name}{url}\n")
        for index in range(random.choice([0, 1, 2])):
            name = f"E{index}"
            self.enums[name] = [f"{random.choice('ABC')}{i}" for i in range(random.randint(1, 4))]
            values = "".join(f"{self.description('  ')}  {v}{self.deprecated()}\n" for v in self.enums[name])
            parts.append(f"{self.description()}enum {name} {{\n{values}}}\n")
        parts += [self.write_input(f"I{index}") for index in range(random.choice([0, 1, 2, 3]))]
        parts += self.write_composites()
        parts += [self.write_directive(f"d{index}") for index in range(random.choice([0, 1, 2, 3]))]
        parts += self.write_extensions()
        random.shuffle(parts)
        return "\n".join(parts)

    def write_input(self, name: str) -> str:
        random = self.random
        is_one_of = random.random() < 0.3
        fields: list[tuple[str, str, bool]] = []
        texts = []
        for index in range(random.randint(1, 4)):
            inner = self.input_name()
            recursive = not is_one_of and random.random() < 0.15
            type_text = self.wrap(name if recursive else inner)
            if is_one_of or recursive:
                type_text = type_text.rstrip("!")
            # A default value of the type itself could be a cycle.
            default = None if is_one_of or recursive or random.random() < 0.7 else self.literal(type_text)
            deprecated = "" if type_text.endswith("!") and default is None else self.deprecated()
            fields.append((f"f{index}", type_text, default is not None))
            texts.append(f"{self.description('  ')}  f{index}: {type_text}" + (f" = {default}" if default is not None else "") + deprecated + "\n")
        self.inputs[name] = (is_one_of, fields)
        return f"{self.description()}input {name}{' @oneOf' if is_one_of else ''} {{\n{''.join(texts)}}}\n"

    def write_composites(self) -> list[str]:
        random = self.random
        interfaces = [f"N{i}" for i in range(random.choice([0, 1, 2, 3]))]
        objects = [f"T{i}" for i in range(random.randint(1, 5))]
        unions = [f"U{i}" for i in range(random.choice([0, 1, 1, 2]))]
        self.outputs = interfaces + objects + unions
        parents: dict[str, list[str]] = {}
        fields: dict[str, dict[str, tuple[list, str]]] = {}
        parts: list[str] = []
        for index, name in enumerate(interfaces + objects):
            candidates = interfaces[:index] if name in interfaces else interfaces
            own: list[str] = []
            for candidate in candidates:
                if random.random() < 0.5 and all(self.agree(fields[candidate], fields[other]) for other in own):
                    own += [p for p in parents[candidate] + [candidate] if p not in own]
            own = [p for p in own if all(self.agree(fields[p], fields[q]) for q in own)]
            own = [p for p in own if all(q in own for q in parents[p])]
            parents[name] = own
            fields[name] = self.inherited(own, fields)
            for _ in range(random.randint(1, 4)):
                key = random.choice(FIELD_NAMES)
                if key not in fields[name]:
                    fields[name][key] = (self.arguments(), self.output_type())
            parts.append(self.write_fields("interface" if name in interfaces else "type", name, own, fields[name]))
        for name in unions:
            members = random.sample(objects, random.randint(1, len(objects)))
            head = random.choice(["", "| "])
            parts.append(f"{self.description()}union {name} = {head}{' | '.join(members)}\n")
        custom = random.random() < 0.2
        roots = ["query"] + (["mutation"] if random.random() < 0.5 else []) + (["subscription"] if random.random() < 0.3 else [])
        for root in roots:
            name = f"{root.title()}Root" if custom else root.title()
            own_fields = {f"{root[0]}{i}": (self.arguments(), self.output_type()) for i in range(random.randint(2, 6))}
            parts.append(self.write_fields("type", name, [], own_fields))
        if custom:
            parts.append("schema {\n" + "".join(f"  {root}: {root.title()}Root\n" for root in roots) + "}\n")
        return parts

    def agree(self, left: dict, right: dict) -> bool:
        return all(left[key] == right[key] for key in left if key in right)

    def inherited(self, own: list[str], fields: dict) -> dict:
        result: dict = {}
        for parent in own:
            for key, (arguments, type_text) in fields[parent].items():
                if key in result:
                    continue
                extra = [("extra", "Int", None)] if self.random.random() < 0.1 else []
                covariant = type_text + "!" if self.random.random() < 0.15 and not type_text.endswith("!") else type_text
                result[key] = (arguments + extra, covariant)
        # A field that several interfaces declare must satisfy all of them, so it is not changed.
        for parent in own:
            for other in own:
                for key in fields[parent]:
                    if parent != other and key in fields[other]:
                        result[key] = fields[parent][key]
        return result

    def output_type(self) -> str:
        random = self.random
        pools = [SCALARS, SCALARS, list(self.enums), self.scalars, self.outputs, self.outputs, self.outputs]
        return self.wrap(random.choice(random.choice([pool for pool in pools if pool])))

    def write_fields(self, kind: str, name: str, parents: list[str], fields: dict) -> str:
        random = self.random
        implements = f" implements {random.choice(['', '& '])}{' & '.join(parents)}" if parents else ""
        texts = [self.field_text(key, arguments, type_text) for key, (arguments, type_text) in fields.items()]
        if len(texts) > 1 and random.random() < 0.15:
            cut = random.randint(1, len(texts) - 1)
            return f"{kind} {name}{implements} {{\n{''.join(texts[:cut])}}}\n\nextend {kind} {name} {{\n{''.join(texts[cut:])}}}\n"
        return f"{self.description()}{kind} {name}{implements} {{\n{''.join(texts)}}}\n"

    def write_extensions(self) -> list[str]:
        """Extensions of each kind, and a directive of the type system with its uses."""
        random = self.random
        if random.random() > 0.3:
            return []
        parts = []
        if random.random() < 0.7:
            type_text = self.wrap(random.choice(SCALARS))
            parts.append(f"directive @meta(x: {type_text} = {self.literal(type_text)}) repeatable on SCALAR | ENUM | OBJECT | INTERFACE\n")
            uses = [f"extend scalar {name} @meta" for name in self.scalars]
            uses += [f"extend enum {name} @meta(x: {self.literal(type_text)})" for name in self.enums]
            uses += [f"extend type {name} @meta @meta" for name in self.outputs if name[0] == "T"]
            parts += [use + "\n" for use in uses if random.random() < 0.4]
        for name in self.enums:
            if random.random() < 0.3:
                parts.append(f"extend enum {name} {{\n  X9\n}}\n")
        for name, (is_one_of, _) in self.inputs.items():
            if random.random() < 0.3:
                parts.append(f"extend input {name} {{\n  x9: [String]\n}}\n")
        return parts

    def write_directive(self, name: str) -> str:
        random = self.random
        places = ["QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION"]
        locations = random.sample(places, random.randint(1, len(places)))
        repeatable = " repeatable" if random.random() < 0.4 else ""
        return f"{self.description()}directive @{name}{self.arguments_text(self.arguments())}{repeatable} on {' | '.join(locations)}\n"


def string_literal(random: Random) -> str:
    """A string or block string literal."""
    text = random.choice(STRINGS)
    if random.random() < 0.25:
        return '"""' + random.choice(["", "\n  "]) + text + random.choice(["", "\n"]) + ' """'
    result = ""
    for character in text:
        if character in '"\\':
            result += "\\" + character
        elif character == "\n":
            result += "\\n"
        elif character == "\t":
            result += random.choice(["\\t", "\t"])
        elif ord(character) > 127 and random.random() < 0.4:
            result += f"\\u{{{ord(character):X}}}" if ord(character) > 0xFFFF or random.random() < 0.5 else f"\\u{ord(character):04X}"
        else:
            result += character
    return f'"{result}"'


def random_schema(random: Random) -> str:
    return SchemaWriter(random).write()
