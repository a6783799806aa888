"""Changes characters, tokens and names of valid documents."""

import re
from random import Random

TOKEN = re.compile(r'"""(?:\\"""|.|\n)*?"""|"(?:[^"\\\n]|\\.)*"|\.\.\.|#[^\n]*|[A-Za-z_]\w*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\S')
NAME = re.compile(r"[A-Za-z_]\w*\Z")
ODD_CHARACTERS = list("\"\\{}()[]:!|&@$=.,# \n\r\t\0\ufeff") + ["é", "\U0001f600", "\u2028", "\x7f", "\x0b", "'", "%", "?", ";", "-", "0", "01", "1.", "1e", ".5", '"""', "\\u", '"\\uD83D"', '"\\u{110000}"', '"\\x"', "\r\n"]
WORDS = """query mutation subscription fragment on true false null type schema extend input interface union enum scalar directive repeatable implements
__typename __schema __type __Type Int Float String Boolean ID T0 T1 N0 U0 E0 I0 I1 S0 Nope a b c a0 a1 f0 f1 q0 q1 x0 A0 B0
@skip(if:true) @include(if:$v0) @include @nope @d0 @deprecated @oneOf @specifiedBy(url:"u") $v0 $v1 $nope 0 1 -1 2147483648 1.5 1e400 99999999999999999999 "s" "" [] {} [1] {f0:1} {f0:null,f1:2}
...F0 ...F1 ...Nope ... "d" \"\"\"b\"\"\" ( ) { } [ ] : ! = | & $ @""".split()


def mutate(random: Random, text: str) -> str:
    """The text with a few random changes; often invalid."""
    for _ in range(random.choice([1, 1, 1, 1, 2, 3])):
        roll = random.random()
        text = damage_characters(random, text) if roll < 0.2 else damage_tokens(random, text)
    return text


def damage_characters(random: Random, text: str) -> str:
    place = random.randint(0, len(text))
    roll = random.random()
    if roll < 0.35:
        return text[:place] + text[place + random.choice([1, 1, 2, 5]):]
    if roll < 0.85:
        return text[:place] + random.choice(ODD_CHARACTERS) + text[place:]
    return text[:place]


def damage_tokens(random: Random, text: str) -> str:
    tokens = list(TOKEN.finditer(text))
    if not tokens:
        return text + random.choice(WORDS)
    names = [t for t in tokens if NAME.match(t.group())]
    roll = random.random()
    if roll < 0.45 and names:
        # Replaces a name by another one of the document or of the schemas, which often keeps the syntax valid.
        victim = random.choice(names)
        pool = [t.group() for t in names] if random.random() < 0.6 else [w for w in WORDS if NAME.match(w)]
        return splice(text, victim, random.choice(pool))
    victim = random.choice(tokens)
    if roll < 0.6:
        return splice(text, victim, "")
    if roll < 0.75:
        return splice(text, victim, random.choice(WORDS))
    if roll < 0.85:
        return splice(text, victim, f"{victim.group()} {random.choice(WORDS)} ")
    if roll < 0.9:
        return splice(text, victim, f"{victim.group()} {victim.group()}")
    other = random.choice(tokens)
    first, second = sorted([victim, other], key=lambda t: t.start())
    if first.start() == second.start():
        return text
    return text[: first.start()] + second.group() + text[first.end() : second.start()] + first.group() + text[second.end() :]


def splice(text: str, token: re.Match, replacement: str) -> str:
    return text[: token.start()] + replacement + text[token.end() :]
