import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation
import Testing

/// A document and its validation errors, each as `message (line:column, …)`.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let document: String
  let expected: [String]

  init(_ document: String, _ expected: [String]) {
    self.document = document
    self.expected = expected
  }

  var testDescription: String { document }

  func errors(_ options: ValidationOptions = ValidationOptions()) throws -> [String] {
    validate(try Parser.parse(document), try Self.schema.get(), options: options).map(\.description)
  }

  static let schema = Result { try Schema(source: schemaText) }

  static let schemaText = """
    directive @onField(a: Int, b: [String!]!) on FIELD
    directive @rep(x: Color) repeatable on FIELD | QUERY | FRAGMENT_SPREAD | VARIABLE_DEFINITION
    directive @onQuery on QUERY
    directive @onFrag on FRAGMENT_DEFINITION | INLINE_FRAGMENT | FRAGMENT_SPREAD
    scalar Any
    enum Color { RED GREEN BLUE }
    interface Being { name(surname: Boolean): String }
    interface Pet implements Being { name(surname: Boolean): String owner: Human }
    type Dog implements Being & Pet { name(surname: Boolean): String owner: Human barks: Boolean barkVolume: Int nickname:
      String isAtLocation(x: Int, y: Int): Boolean color: Color! }
    type Cat implements Being & Pet { name(surname: Boolean): String owner: Human meows: Boolean! meowVolume: Int nickname:
      String color: Color }
    type Human implements Being { name(surname: Boolean): String pets: [Pet] relatives: [Human!]! iq: Int }
    type Alien { iq: Int numEyes: Int name2: String }
    union CatOrDog = Cat | Dog
    union HumanOrAlien = Human | Alien
    input Complex { required: Boolean! nonNull: Boolean! = false intField: Int stringField: String list: [String] nested:
      Complex any: Any color: Color }
    input One @oneOf { a: String b: Int c: [Int] }
    type Args { intArg(i: Int): String nonNullInt(i: Int!): String str(s: String): String bool(b: Boolean): String enum(e:
      Color): String flt(f: Float): String id(id: ID): String
     list(l: [String]): String nlist(l: [Int!]!): String complex(c: Complex): String multi(x: Int!, y: Int! = 0, z: String):
      String any(a: Any): String one(o: One): String one2(o: One!): String opt(opt1: Int = 0, opt2: Int! = 0): String
      clist(c: [Complex!]): String }
    type Query { human(id: ID): Human dog: Dog cat: Cat pet: Pet being: Being catOrDog: CatOrDog humanOrAlien: HumanOrAlien
      args: Args alien: Alien any: Any pets(first: Int = 3): [Pet!] }
    type Mutation { set(c: Complex!): Dog }
    type Subscription { one: Dog two: Int }
    """
}
