"""Writes the tokens of a document as text, in order or damaged."""

from random import Random

from literals import number_literal, string_literal

BLANKS = ["\n", "\r\n", "\r", "\t", " ", ",", ", ", "  ", "\n\n", "\ufeff", " # a comment\n", "#\r", "# é \U0001f600\r\n", "\n    "]
PUNCTUATION = list("!$&()[]{}:=@|") + ["..."]
KEYWORDS = ["query", "mutation", "subscription", "fragment", "on", "true", "false", "null", "type", "extend", "schema"]
META = ["__typename", "__schema", "__type", "__Type", "__nope"]


def scramble(random: Random, tokens: list[str]) -> list[str]:
    """The tokens, some of which are removed, repeated, swapped or replaced."""
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


def lay_out(random: Random, tokens: list[str]) -> str:
    """The tokens as text, separated by random ignored tokens."""
    wild = random.random() < 0.4
    usual = random.choice([" ", " ", "\n", "\r\n", "\r"])
    text = random.choice(["", "", "\ufeff", "\n\n", "# first line\r\n"]) if wild else ""
    for token in tokens:
        text += token + (random.choice(BLANKS) if wild and random.random() < 0.3 else usual)
    return text.rstrip(" ") if random.random() < 0.5 else text
