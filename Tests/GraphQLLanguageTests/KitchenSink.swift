/// Documents that use every production of the grammar.
enum KitchenSink {
  static let executable = ##"""
    # A comment, commas,,, and a query
    "Reads much"
    query Everything("who" $who: ID!, $site: Site = MOBILE @note, $list: [[Int!]]! = [[1, -2], []]) @live(ms: 0.5e3) {
      whoever: node(id: [123, 456], flag: true, nothing: null, text: "a\"b\\c\n\u00e9\u{1F600}\uD83D\uDE00") {
        id
        ... on User @include(if: $on) {
          field2 {
            id
            alias: field1(first: 10, after: $foo, where: {name: "x", tags: ["a", "b"], deep: {er: {est: ENUM}}}) @include(if: $foo) {
              ...frag @skip(unless: $bar)
            }
          }
        }
        ... @skip(unless: $foo) { id }
        ... { id }
      }
      long(argumentNumberOne: "some text here", argumentNumberTwo: "more text here", argumentNumberThree: 3)
      block(text: """
          indented
            more

          end "quoted" \""" and backslash \
      """, other: """one line""", empty: """""")
    }

    mutation Write { like(story: 123) @defer { story { id } } }

    subscription Listen($input: Input @note(a: 1) @note) { changed(input: $input) { id } }

    """
    A fragment
    of two lines
    """
    fragment frag on Friend @onFragment { foo(size: $size, bar: $b, obj: {key: "value", block: """block "x" """}) }

    { unnamed(truthy: true, falsy: false, nullish: null) query }

    query { __typename }
    """##

  static let typeSystem = ##"""
    """This is a description of the schema"""
    schema @a { query: QueryType mutation: MutationType }
    extend schema @onSchema
    extend schema @onSchema { subscription: SubscriptionType }

    """
    This is a description
    of the `Foo` type.
    """
    type Foo implements Bar & Baz & Two @key(fields: "id name") {
      "Description of the `one` field."
      one: Type
      """
      This is a description of the `two` field.
      """
      two("This is a description of the `argument` argument." argument: InputType!): Type
      three(argument: InputType, other: String): Int
      four(argument: String = "string"): String
      five(argument: [String] = ["string", "string"]): String
      six(argument: InputType = {key: "value"}): Type
      seven(argument: Int = null): Type @deprecated(reason: "old")
    }
    type Undefined
    type Leading implements & A & B { a: Int }
    extend type Foo { seven(argument: [String]): Type }
    extend type Foo @onType
    extend type Foo implements C

    interface Bar implements Bar & Two @onInterface { one: Type four(argument: String = "string" @onArg): String }
    interface UndefinedInterface
    extend interface Bar implements Two @onInterface { two(argument: InputType!): Type }

    union Feed @onUnion = | Story | Article
    union UndefinedUnion
    extend union Feed = Photo | Video
    extend union Feed @onUnion

    scalar CustomScalar @specifiedBy(url: "https://example.org/custom")
    extend scalar CustomScalar @onScalar

    enum Site @onEnum {
      "Description of a value"
      DESKTOP @deprecated
      MOBILE
    }
    enum UndefinedEnum
    extend enum Site { VR }

    input InputType @oneOf { key: String! answer: Int = 42 @onField "a" list: [[ID!]!]! = [] }
    input UndefinedInput
    extend input InputType { other: Float = 1.23e4 @onInputField }

    """
    Description of a directive
    """
    directive @skip2("why" if: Boolean! @onArg, other: [Int] = [1]) repeatable on | FIELD | FRAGMENT_SPREAD
    directive @include2(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    """##
}
