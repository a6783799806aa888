"""Hand-written documents for the schema `pets`: examples of each validation rule and each step of execution."""

from pathlib import Path

PETS = (Path(__file__).parent / "worlds" / "pets.graphql").read_text(encoding="utf-8")

DOCUMENTS = """
{ dog { name } } extend type Dog { color: String }
type Cow { name: String } extend type Dog { color: String } { dog { name } }
schema { query: Query } { dog { name } } directive @test on FIELD
query Foo { dog { name } } query Foo { dog { nickname } }
query Foo { dog { name } } mutation Foo { feed } subscription Foo { important }
{ dog { name } } { cat { name } }
{ dog { name } } query Foo { cat { name } }
query Foo { dog { name } } subscription { important }
{ dog { ...A } } fragment A on Dog { name }
subscription S { barked { name } important }
subscription { barked { name } ... on Subscription { important } }
subscription S { ...F important } fragment F on Subscription { barked { name } ...G } fragment G on Subscription { meowed { name } }
subscription S { ...F } fragment F on Subscription { ...G } fragment G on Subscription { ...F important x: important }
subscription { __typename }
subscription S { a: __typename important }
subscription S { important important b: important }
subscription S { important @include(if: true) }
subscription S { ... @skip(if: false) { important } }
subscription S { ...F @include(if: false) } fragment F on Subscription { important }
subscription S { ... on Query { dog { name } } important }
subscription S { ...Nope }
query Foo($var: [Nope!]!) { human(id: 4) { pets { ... on Peat { name } ...PetFields } } } fragment PetFields on Pat { name }
query ($a: __Type, $b: __TypeKind, $c: [__TypeKind!]) { dog { name } }
fragment F on __Type { name } { __schema { types { ...F } } }
fragment scalarFragment on Boolean { bad } fragment enumF on FurColor { bad } fragment inputF on ComplexInput { bad } { dog { ... on String { barks } ... on DogCommand { x } } }
query Foo($a: Dog, $b: [[CatOrDog!]]!, $c: Pet, $d: ComplexInput, $e: OneOfInput) { dog { name } }
{ dog { barks { sinceWhen } name { x } isHouseTrained(atOtherHomes: true) { y } furColor: __typename { z } } human pets catOrDog }
{ dog { doesKnowCommand(dogCommand: SIT) { sinceWhen } @include(if: true) } }
{ human { pets { ... on Cat { meows { x } } } relatives } pet dog {} }
{ dog { meowVolume ... on Pet { barks } ... on Cat { meows } ...F name: bark } } fragment F on Dog { unknown_field { ... on Cat { u } } }
{ pet { nickname barkVolume } catOrDog { name __typename nickname } dogOrHuman { name } }
{ dog { volume: barkVolume __typename __schema __type(name: "x") __nope } __schema { nope } __type { name } }
fragment A on Dog { name } fragment A on Cat { name } fragment B on Dog { ...A } { dog { ...A ...B } }
{ dog { ...Nope ... on Dog { ...Nope2 } } } fragment F on Dog { ...Nope3 }
query Foo { human { ...H1 } } query Bar { human { ...H2 } } fragment H1 on Human { name ...H3 } fragment H2 on Human { name } fragment H3 on Human { name } fragment U1 on Human { name ...U2 } fragment U2 on Human { name }
{ dog { ... on Cat { meows } ... on Pet { ... on Cat { name } } ... on HumanOrAlien { __typename } ...c } cat { ... on Canine { name } ... on Mammal { mother { mother { __typename } } } } } fragment c on Cat { name }
{ pet { ... on Mammal { ... on Cat { name } ... on Canine { name } } } catOrDog { ... on DogOrHuman { ... on Human { name } } } }
fragment A on Dog { ...A } { dog { ...A } }
fragment A on Dog { ...B } fragment B on Dog { ...A ...C } fragment C on Dog { ...B ...A } { dog { ...A } }
fragment A on Dog { ...B ...C } fragment B on Dog { ...C ...D } fragment C on Dog { ...D ...A } fragment D on Dog { ...A } { dog { ...A ...D } }
fragment A on Human { relatives { ...A } } { human { ...A } }
fragment A on Human { relatives { ...B } ... on Human { ...B ...B } } fragment B on Human { ... { relatives { ...A name } } } { human { ...A } }
query A($x: Int, $x: Int, $x: String) { dog { isAtLocation(x: $x) } } query B($y: Int, $z: Int, $y: Int) { dog { isAtLocation(x: $y, y: $z) } }
query A($a: Int) { dog { isAtLocation(x: $b, y: $c) ...F } } query B($b: Int) { dog { ...F } } fragment F on Dog { isAtLocation(x: $a, y: $b) }
query ($a: Int, $b: Int, $c: ComplexInput) { dog { isAtLocation(x: $a) } }
query ($a: Int @onVariableDefinition, $b: Int @onField) { dog { isAtLocation(x: $a, y: $b) } }
{ complicatedArgs { complexArgField(complexArg: { requiredField: $u, stringListField: [$v, "x", [$w]] }) } }
query Foo($v: Boolean) @onQuery @include(if: true) { dog @onQuery { name @onField @onMutation ...F @onFragmentSpread @onField ... @onInlineFragment @onFragmentDefinition { barks } } } fragment F on Dog @onFragmentDefinition @onFragmentSpread { name @unknown(if: $v) }
mutation @onMutation @onQuery { feed } subscription @onSubscription @onMutation { important }
{ dog @onField @onField { name @again @again(n: 1) @again(n: "x") @skip(if: true) @skip(if: false) ...F @onFragmentSpread @onFragmentSpread @onFragmentSpread } } fragment F on Dog @onFragmentDefinition @onFragmentDefinition { name }
query @onQuery @again @again @onQuery { dog { name } }
{ dog { name(nope: true) isAtLocation(x: 1, z: 3, xx: 4) barks(a: $v) @skip(unless: true, if: true, iff: 1) ...F } } fragment F on Dog { name(surName: true) @include(if: true, if: false) @nope(x: 1) }
{ dog { isAtLocation(x: 1, x: 2, y: 3, x: 4) name @again(n: 1, n: 2) nickname(a: 1, a: 2) } }
{ complicatedArgs { intArgField(intArg: "3") b: intArgField(intArg: 829384293849283498239482938) c: intArgField(intArg: FOO) d: intArgField(intArg: 3.0) e: intArgField(intArg: 3.333) f: intArgField(intArg: null) g: intArgField(intArg: [1]) h: intArgField(intArg: {a: 1}) i: intArgField(intArg: true) j: intArgField(intArg: -0) k: intArgField(intArg: 1e3) } }
{ complicatedArgs { stringArgField(stringArg: 1) b: stringArgField(stringArg: 1.0) c: stringArgField(stringArg: true) d: stringArgField(stringArg: BAR) e: floatArgField(floatArg: "3.3") f: floatArgField(floatArg: true) g: floatArgField(floatArg: X) h: booleanArgField(booleanArg: 2) i: booleanArgField(booleanArg: 1.0) j: booleanArgField(booleanArg: "true") k: booleanArgField(booleanArg: TRUE) } }
{ complicatedArgs { idArgField(idArg: 1.0) b: idArgField(idArg: true) c: idArgField(idArg: SOMETHING) d: enumArgField(enumArg: 2) e: enumArgField(enumArg: 1.0) f: enumArgField(enumArg: "SIT") g: enumArgField(enumArg: true) h: enumArgField(enumArg: JUGGLE) i: enumArgField(enumArg: tan) j: enumArgField(enumArg: null) k: enumArgField(enumArg: [TAN]) l: enumArgField(enumArg: {}) } }
{ complicatedArgs { stringListArgField(stringListArg: ["one", 2]) b: stringListArgField(stringListArg: 1) c: stringListArgField(stringListArg: ["a", null, ["b"]]) d: stringListNonNullArgField(stringListNonNullArg: ["a", null]) e: stringListArgField(stringListArg: "x") f: stringListArgField(stringListArg: {}) g: stringListArgField(stringListArg: [[]]) h: stringListArgField(stringListArg: []) } }
{ complicatedArgs { multipleReqs(req2: "two", req1: "one") a: multipleReqs(req1: ONE) b: multipleReqs c: nonNullIntArgField d: nonNullIntArgField(nonNullIntArg: null) e: multipleOptAndReq(req1: 1, req2: 2, opt1: "x") f: nonNullFieldWithDefault(arg: null) g: nonNullFieldWithDefault } }
{ complicatedArgs { complexArgField(complexArg: {}) a: complexArgField(complexArg: { requiredField: true, nope: 1, intfield: 2 }) b: complexArgField(complexArg: { stringListField: ["one", 2], requiredField: true }) c: complexArgField(complexArg: { requiredField: true, nonNullField: null }) d: complexArgField(complexArg: "x") e: complexArgField(complexArg: [{}]) f: complexArgField(complexArg: { requiredField: true, requiredField: false, intField: 1, intField: { a: 1, a: 2 } }) } }
{ complicatedArgs { oneOfArgField(oneOfArg: {}) a: oneOfArgField(oneOfArg: { stringField: "a", intField: 1 }) b: oneOfArgField(oneOfArg: { stringField: null }) c: oneOfArgField(oneOfArg: { stringField: "a", nope: 1 }) d: oneOfArgField(oneOfArg: { nope: 1 }) e: oneOfArgField(oneOfArg: { intField: "x" }) f: oneOfArgField(oneOfArg: { stringField: "x", stringField: "y" }) g: oneOfArgField(oneOfArg: null) } }
query ($v: String, $w: String!, $x: String = "d", $y: OneOfInput) { complicatedArgs { oneOfArgField(oneOfArg: { stringField: $v }) a: oneOfArgField(oneOfArg: { stringField: $w }) b: oneOfArgField(oneOfArg: { stringField: $x }) c: oneOfArgField(oneOfArg: $y) } }
{ complicatedArgs { anyArg(any: 1) a: anyArg(any: [1, {b: $c, d: E}, "x"]) b: anyArg(any: {a: {b: {}}, a: 1}) } dog { isHouseTrained(atOtherHomes: SIT) doesKnowCommand(dogCommand: [SIT]) } }
query ($a: Int = 1, $b: String = "ok", $c: ComplexInput = { requiredField: true, intField: 3 }, $d: Int! = 123, $e: Int! = null, $f: String! = null, $g: ComplexInput = { requiredField: null, intField: null }, $h: Int = "one", $i: [String] = ["a", 2], $j: ComplexInput = { intField: 3 }, $k: ComplexInput = "x", $l: Nope = 1, $m: Dog = 1, $n: Int = $a) { dog { name } }
query ($a: Int = "one", $b: ComplexInput = { intField: 3 }, $c: [String] = ["one", 2], $d: FurColor = BROWNN, $e: Dog = {}, $f: OneOfInput = {}) { dog { name } }
{ dog @include { name @skip } cat @include(if: null) { name } human @skip(if: "x") { name } }
query ($i: Int, $ni: Int!, $di: Int = 1, $li: [Int], $s: String, $b: Boolean, $nb: Boolean!, $c: ComplexInput, $ls: [String], $lns: [String!]) { complicatedArgs { nonNullIntArgField(nonNullIntArg: $i) a: nonNullIntArgField(nonNullIntArg: $di) b: nonNullIntArgField(nonNullIntArg: $ni) c: intArgField(intArg: $s) d: intArgField(intArg: $li) e: nonNullFieldWithDefault(arg: $i) f: stringListArgField(stringListArg: $s) g: stringListNonNullArgField(stringListNonNullArg: $ls) h: stringListNonNullArgField(stringListNonNullArg: [$s]) i: complexArgField(complexArg: { requiredField: $b, nonNullField: $b }) j: stringListArgField(stringListArg: $lns) } dog @include(if: $b) { name @skip(if: $nb) } cat @skip(if: $s) { name } }
query ($v: [[Int]], $w: [Int!]!, $x: Int!) { dog { isAtLocation(x: $v, y: $w) a: isAtLocation(x: $x, y: $x) } }
{ dog { name: nickname name } } query B { dog { barkVolume doesKnowCommand: barkVolume doesKnowCommand } }
{ dog { name name name: name x: name x: nickname doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: HEEL) doesKnowCommand isAtLocation(x: 0) isAtLocation(x: 1) isAtLocation(y: 1, x: 2) isAtLocation(x: 2, y: 1) } }
{ catOrDog { ... on Dog { volume: barkVolume } ... on Cat { volume: meowsVolume } ... on Dog { fido: name(surname: true) } ... on Cat { fido: name(surname: false) } } }
{ pet { ... on Dog { x: name } ... on Cat { x: meowsVolume } } catOrDog { ... on Dog { name } ... on Pet { name: nickname } } }
{ f1 { ...A ...B } f2 { ...B ...C } f3 { ...C ...A x: c } } fragment A on Query { x: dog { name } } fragment B on Query { x: cat { name } } fragment C on Query { x: pet { name } }
{ field { x: a } field { x: b } dog { name } dog { name: nickname y: barks } dog { y: barkVolume } }
{ dog { mother { x: name y: nickname } mother { x: nickname y: name } } }
{ dog { mother { mother { x: name } } mother { mother { x: nickname } } ...F } dog { ...G } } fragment F on Dog { father { x: name } } fragment G on Dog { father { x: barks } }
{ someBox { ... on IntBox { scalar } ... on StringBox { scalar } } }
{ someBox { ... on NonNullStringBox1 { scalar } ... on StringBox { scalar } } }
{ someBox { ... on NonNullStringBox1Impl { scalar } ... on SomeBox { ... on NonNullStringBox2Impl { scalar } } } }
{ someBox { ... on IntBox { deepBox { unrelatedField } } ... on StringBox { deepBox { unrelatedField } } ... on SomeBox { deepBox { unrelatedField: __typename } } } }
{ someBox { ... on IntBox { box: listStringBox { scalar } } ... on StringBox { box: stringBox { scalar } } } }
{ someBox { ... on IntBox { box: stringBox { scalar } } ... on StringBox { box: listStringBox { scalar } } } }
{ someBox { ... on IntBox { box: stringBox { val: scalar val: unrelatedField } } ... on StringBox { box: stringBox { val: scalar } } } }
{ someBox { ... on IntBox { box: stringBox { scalar } } ... on StringBox { box: intBox { scalar } } } }
{ someBox { ... on IntBox { box: intBox { ...X } } ... on StringBox { box: stringBox { ...Y } } } } fragment X on IntBox { scalar } fragment Y on StringBox { scalar: unrelatedField }
{ connection { ...edgeID edges { node { id: name } } } } fragment edgeID on Connection { edges { node { id } } }
{ someBox { ... on UnknownType { scalar } ... on NonNullStringBox2 { scalar } ... on IntBox { scalar: __typename } } }
{ dog { ...F ...F ...F } ...Q } fragment F on Dog { name ...F } fragment Q on Query { dog { ...F x: name } dog { x: nickname } ...Q }
{ a: __type(name: "Dog") { name } a: __type(name: "Cat") { name } __schema { types { name } } __schema { types { name: kind } } }
{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }
{ __type(name: "Dog") { interfaces { possibleTypes { interfaces { name } } } ...T } } fragment T on __Type { fields { type { ...U } } } fragment U on __Type { inputFields { type { possibleTypes { name } } } }
{ __schema { types { fields { args { type { inputFields { type { fields { name } } } } } } } } }
{ __type(name: "Pet") { kind name description fields { name args { name type { kind ofType { name } } defaultValue } type { name } } possibleTypes { name } interfaces { name } enumValues { name } inputFields { name } ofType { name } isOneOf specifiedByURL } d: __type(name: "Dog") { interfaces { name } } u: __type(name: "CatOrDog") { possibleTypes { name } fields { name } } e: __type(name: "FurColor") { enumValues { name } } i: __type(name: "ComplexInput") { inputFields { name type { name kind } defaultValue } isOneOf } o: __type(name: "OneOfInput") { isOneOf } s: __type(name: "Any") { kind isOneOf specifiedByURL } n: __type(name: "Nope") { name } t: __type(name: "__Type") { kind fields { name } } }
""".strip().splitlines()


def cases() -> list[dict]:
    """Each document twice: with and without an operation name."""
    pet = {"__typename": "Dog", "name": "Fido", "nickname": None, "barks": True, "barkVolume": 3, "mother": {"name": "M", "mother": None}, "isAtLocation": {"$args": True}}
    box = {"__typename": "IntBox", "scalar": 1, "stringBox": {"scalar": "s"}, "deepBox": {"unrelatedField": "u"}}
    arguments = {f"{name}ArgField": {"$args": True} for name in ["int", "nonNullInt", "string", "complex", "oneOf", "stringList"]}
    root = {"dog": pet, "cat": {"name": "C"}, "pet": pet, "catOrDog": pet, "someBox": box, "complicatedArgs": {**arguments, "anyArg": {"$args": True}}, "human": {"relatives": []}}
    return [
        {"schema": PETS, "query": document, "variables": {"a": 1, "i": 7}, "operationName": name, "root": root}
        for document in DOCUMENTS
        for name in (None, "Foo")
    ]


class ExampleSource:
    """All examples, in order. The seed has no effect."""

    COUNT = 2 * len(DOCUMENTS)

    def __init__(self, _seed: str) -> None:
        self.cases = iter(cases())

    def next(self) -> dict:
        return next(self.cases)
