"""Literals of each kind, valid and invalid."""

from random import Random

from graphql import GraphQLSchema, is_enum_type, is_input_object_type

TEXTS = ["", "x", "two words", "é", "\U0001f600", 'say \\"hi\\"', "back\\\\slash", "\\n\\t\\r\\b\\f\\/", "{}", "null", "\\u00e9", "\\uD83D\\uDE00", "\\u{1F600}",
         "\\u{0}", "\\u0000", "\\u{10FFFF}", "\t", "#no comment", "\u2028", "\x7f", "e\u0301", "\\u{000041}", "\x01", "1", "-7", "1.0", "true"]
BAD_TEXTS = ["\\", "\\x", "\\u", "\\u{}", "\\u{110000}", "\\uD83D", "\\uDE00", "\\u{D800}", "\\u12", "\\u{1F60", "\n", "\r", "\\uD83D\\u0041", "\\u{000000041}"]
BLOCKS = ["", "x", "\n  a\n    b\n  c\n", "\r\n\tone\r\ttwo\r\n", '\\"""', '"', '""', "  first\n second", "\n\n\n", " \n \t\n", "\\n \\u0041 \\", "é\n  \U0001f600", "a\r\rb", "   lone   ",
          'ends with "" \\""" ', "\n\ttab\n  space\n", "a" * 80, "\n    a\n\n    b\n  ", "\x01"]
INTS = ["0", "-0", "1", "-1", "7", "42", "2147483647", "-2147483648", "2147483648", "-2147483649", "9007199254740993", "99999999999999999999"]
FLOATS = ["0.0", "-0.0", "1.5", "1e3", "1E-3", "-2.5e+2", "0.1", "123456789.123456789", "1e21", "1e-7", "1.7976931348623157e308", "3.0", "5e-324", "1e16", "100000000000000000000.0", "0e0", "1.10"]
BAD_NUMBERS = ["00", "01", "-", "1.", ".5", "1e", "1e+", "1.e3", "0x1F", "1_000", "--1", "+1", "1.2.3", "1a", "-a", "0b1", "1e5.5", "1é"]


def string_literal(random: Random) -> str:
    roll = random.random()
    if roll < 0.02:
        return f'"{random.choice(BAD_TEXTS)}"'
    if roll < 0.03:
        return random.choice(['"', '"open', '"""', '"""open', '""""', '"""""'])
    if roll < 0.3:
        return f'"""{random.choice(BLOCKS)}"""' if roll < 0.28 else f'"""{random.choice(BLOCKS)}{random.choice(TEXTS)}"""'
    return f'"{random.choice(TEXTS)}{random.choice(TEXTS) if roll < 0.5 else ""}"'


def number_literal(random: Random, name: str) -> str:
    roll = random.random()
    if roll < 0.005:
        return random.choice(BAD_NUMBERS)
    if name == "Int":
        # The first eight are 32-bit integers.
        return random.choice(INTS[:8]) if roll < 0.97 else random.choice(INTS + FLOATS)
    return random.choice(FLOATS + INTS)


def any_literal(random: Random, schema: GraphQLSchema, variable: str | None = None, depth: int = 0) -> list[str]:
    """The tokens of a literal of any type."""
    roll = random.random()
    if roll < 0.15:
        return [number_literal(random, "Int")]
    if roll < 0.25:
        return [number_literal(random, "Float")]
    if roll < 0.4:
        return [string_literal(random)]
    if roll < 0.5:
        return [random.choice(["true", "false"])]
    if roll < 0.6:
        return ["null"]
    if roll < 0.7:
        enums = [value for t in schema.type_map.values() if is_enum_type(t) and not t.name.startswith("__") for value in t.values]
        return [random.choice([*enums, "NOPE", "on", "query"])]
    if depth > 3:
        return ["1"]
    if roll < 0.85:
        return ["[", *(token for _ in range(random.choice([0, 1, 2])) for token in any_literal(random, schema, variable, depth + 1)), "]"]
    names = [name for t in schema.type_map.values() if is_input_object_type(t) for name in t.fields]
    tokens = ["{"]
    for name in dict.fromkeys(random.choice([*names, "nope", "on", "a"]) for _ in range(random.choice([0, 1, 2]))):
        tokens += [name, ":", *any_literal(random, schema, variable, depth + 1)]
    return [*tokens, "}"]
