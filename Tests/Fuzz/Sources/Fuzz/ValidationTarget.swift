import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation

/// A document and its printed text have the same errors; the locations of all errors are in the text.
enum ValidationTarget {
  static func run(_ input: [UInt8]) {
    guard let document = LanguageTarget.parsed(input) else { return }
    let errors = validate(document, schema)
    for error in errors {
      expect(error.locations.allSatisfy { $0.column <= input.count + 1 }, "a column is out of bounds: \(error)")
      expect(!error.message.isEmpty, "an error has no message")
    }
    let printed = document.printed
    guard let again = try? Parser.parse(printed, limits: .schema) else { stop("the printed document does not parse:\n\(printed)") }
    expect(validate(again, schema).map(\.message) == errors.map(\.message), "the printed document has other errors:\n\(printed)")
  }

  static let schema: Schema = {
    do {
      return try Schema(source: source)
    } catch {
      stop("the schema of the validation target is invalid: \(error)")
    }
  }()

  /// Uses everything that a rule checks.
  private static let source = """
    directive @onQuery on QUERY
    directive @onField(a: Int, in: In) repeatable on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    directive @onFragment(need: String!) on FRAGMENT_DEFINITION | VARIABLE_DEFINITION
    schema { query: Q mutation: M subscription: S }
    interface Node { id: ID! }
    interface Named implements Node { id: ID! name(short: Boolean = false): String }
    type Dog implements Named & Node { id: ID! name(short: Boolean = false): String barks: Int! friend: Pet owner: Human }
    type Cat implements Named & Node { id: ID! name(short: Boolean = false): String meows: Float! friend: Pet }
    type Human implements Node { id: ID! pets(first: Int! = 10, kind: Kind): [Pet!]! mother: Human list: [[Int]] }
    union Pet = Dog | Cat
    enum Kind { DOG CAT OLD @deprecated }
    input In { a: Int! b: [String!] c: In d: Kind = DOG e: Float }
    input One @oneOf { a: Int b: String c: In }
    scalar Any @specifiedBy(url: "https://example.org/any")
    type Q { node(id: ID!): Node pet: Pet human(in: In, one: One, list: [Int!], any: Any): Human dog: Dog cat: Cat flag(on: Boolean!): Boolean q: Q }
    type M { put(in: In!): Human one(one: One!): Int }
    type S { changed(kind: Kind = CAT): Pet other: Int }
    """
}
