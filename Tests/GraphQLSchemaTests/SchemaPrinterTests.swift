import GraphQLSchema
import Testing

struct SchemaPrinterTests {
  private static let text = #"""
    """The API"""
    schema {
      query: Root
    }

    directive @key(
      """Field set"""
      fields: String!
      resolvable: Boolean = true
    ) repeatable on OBJECT | INTERFACE

    """
    Two
    lines
    """
    type Root implements Node {
      """first"""
      id: ID!

      """second"""
      a(x: Int = 1, y: [E!] = [A]): E @deprecated

      """third"""
      b(
        """x"""
        x: Int

        """y"""
        y: I
      ): String @deprecated(reason: "because")
    }

    interface Node {
      id: ID!
    }

    enum E {
      A

      """b"""
      B @deprecated
    }

    input I @oneOf {
      a: Int
      b: String
    }

    union U = Root

    scalar S @specifiedBy(url: "https://example.org")
    """#

  @Test func printsTheSourceItWasBuiltFrom() throws {
    #expect(try Schema(source: Self.text).printed() == Self.text)
  }

  @Test func omitsDefaultRootTypesAndAppliedDirectives() throws {
    let schema = try Schema(source: "directive @d on OBJECT extend schema @s directive @s on SCHEMA type Query @d { a: Int }")
    #expect(schema.printed() == "directive @d on OBJECT\n\ndirective @s on SCHEMA\n\ntype Query {\n  a: Int\n}")
  }

  @Test func printsAppliedDirectivesOnRequest() throws {
    let text = """
      schema @d {
        query: Query
      }

      directive @d(a: Int) on OBJECT | SCHEMA | FIELD_DEFINITION | ENUM_VALUE | ENUM | SCALAR

      type Query @d(a: 1) {
        a(b: E = A): S @d @deprecated(reason: "x")
      }

      enum E @d {
        A @d(a: 2)
      }

      scalar S @d @specifiedBy(url: "u")
      """
    #expect(try Schema(source: text).printed(appliedDirectives: true) == text)
  }
}
