import GraphQLFederation
import RESTConnectors
import Testing
import Upstreams

/// How `@authenticated`, `@requiresScopes` and `@policy` compose.
@Suite struct AccessCompositionTests {
  private func errors(_ fields: String) -> String {
    do {
      _ = try FederatedGraph(
        files: [("s.graphql", "extend schema @service(name: \"s\", url: \"http://s\")\ntype Query { \(fields) }")], environment: [:],
        transport: MockTransport { _ in .json("1") })
      return ""
    } catch { return "\(error)" }
  }

  @Test func requirementsOfAllFilesMustHold() async throws {
    let graph = try AccessGraph([
      "a": """
      type Query { p: P @rest(service: "a", GET: "/p") }
      type P @key(fields: "id") @rest(service: "a", GET: "/a?ids={$keys.id}", batch: { by: "id" }) {
        id: ID!
        x: Int @shareable @requiresScopes(scopes: [["a"], ["b"]])
        y: Int @shareable @authenticated
      }
      """,
      "b": """
      type P @key(fields: "id") @rest(service: "b", GET: "/b?ids={$keys.id}", batch: { by: "id" }) {
        id: ID!
        x: Int @shareable @requiresScopes(scopes: [["c"], ["a", "d"]])
        y: Int @shareable
      }
      """,
    ]) { _ in .json(#"{"id":"1","x":1,"y":2}"#) }
    for (scopes, isSeen) in [("a", false), ("c", false), ("a c", true), ("b c", true), ("a d", true), ("b d", false), ("", false)] {
      let (response, _) = try await graph.run("{ p { x } }", as: "{\"scope\": \"\(scopes)\"}")
      #expect(response.contains("\"x\":1") == isSeen, "\(scopes)")
    }
    #expect(try await graph.run("{ p { y } }").response.hasSuffix(#""data":{"p":{"y":null}}}"#))
    let printed = graph.planner.supergraph.printed
    #expect(printed.contains(#"x: Int @requiresScopes(scopes: [["a", "c"], ["a", "d"], ["b", "c"]])"#))
    #expect(printed.contains("y: Int @authenticated"))
  }

  @Test func theSupergraphLinksTheSpecificationsThatItUses() throws {
    let restricted = try AccessGraph(["s": "type Query { a: Int @authenticated @rest(service: \"s\", GET: \"/a\") }"]) { _ in .json("1") }
    let printed = restricted.planner.supergraph.printed
    #expect(printed.contains(#"@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)"#))
    #expect(printed.contains("directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"))
    #expect(!printed.contains("requiresScopes"))
    let open = try AccessGraph(["s": "type Query { a: Int @rest(service: \"s\", GET: \"/a\") }"]) { _ in .json("1") }
    #expect(!open.planner.supergraph.printed.contains("authenticated"))
  }

  @Test func theAPISchemaDoesNotHaveTheDirectives() throws {
    let graph = try AccessGraph([
      "s":
        "type Query @authenticated { a: E @policy(policies: [[\"p\"]]) @rest(service: \"s\", GET: \"/a\") } enum E @requiresScopes(scopes: [[\"x\"]]) { A }"
    ]) { _ in .json("1") }
    #expect(!graph.engine.schema.printed().contains("@"))
  }

  @Test(
    arguments: [
      (#"@requiresScopes(scopes: ["a", "b"])"#, #"@requiresScopes scopes must be a list of lists, such as [["a", "b"], ["c"]]"#),
      (#"@requiresScopes(scopes: "a")"#, "@requiresScopes scopes must be a list of lists"),
      (#"@requiresScopes(scopes: [["a"], "b"])"#, "@requiresScopes scopes must be a list of lists"),
      (#"@requiresScopes(scopes: [[1]])"#, "@requiresScopes scopes must be a list of strings"),
      (#"@requiresScopes(scopes: [[null]])"#, "@requiresScopes"),
      (#"@requiresScopes(scopes: null)"#, "@requiresScopes needs scopes"),
      ("@requiresScopes", "@requiresScopes needs scopes"),
      ("@requiresScopes(scopes: [])", "needs at least one list"),
      ("@requiresScopes(scopes: [[]])", "needs at least one list"),
      (#"@requiresScopes(scopes: [["a"], []])"#, "needs at least one list"),
      (#"@requiresScopes(scopes: [["a", ""]])"#, "needs at least one list"),
      (#"@policy(policies: [[]])"#, "needs at least one list"),
      (#"@policy(scopes: [["a"]])"#, "@policy has no argument \"scopes\""),
      ("@authenticated @authenticated", "\"@authenticated\" is allowed only once here"),
      ("@authenticated(if: true)", "@authenticated has no argument \"if\""),
    ]) func aWrongUseDoesNotCompose(_ directive: String, _ message: String)
  {
    let text = errors("a: Int \(directive) @rest(service: \"s\", GET: \"/a\")")
    #expect(text.contains(message), "\(text)")
    #expect(text.contains("s.graphql:2:"), "\(text)")
  }

  @Test func aLinkImportsTheDirectivesUnderOtherNames() async throws {
    let graph = try AccessGraph([
      "s": """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@authenticated", as: "@signedIn" }])
      type Query { a: Int @signedIn @rest(service: "s", GET: "/a") b: Int @federation__requiresScopes(scopes: [["x"]]) @rest(service: "s", GET: "/b") }
      """
    ]) { _ in .json("1") }
    let (response, calls) = try await graph.run("{ a b }")
    #expect(calls == [])
    #expect(response.hasSuffix(#""data":{"a":null,"b":null}}"#))
  }
}
