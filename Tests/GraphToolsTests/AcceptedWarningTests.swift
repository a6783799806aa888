import JSON
import Testing

@testable import GraphTools

/// Warnings that are accepted at their place by `allow:`.
@Suite struct AcceptedWarningTests {
  private func check(_ types: String, isStrict: Bool = false) -> CheckReport {
    let text = "extend schema @service(name: \"s\", url: \"http://h\")\n" + types
    return GraphFiles.check([SourceFile(name: "a.graphql", text: text)], .init(isStrict: isStrict))
  }

  private static func items(_ allow: String) -> String {
    """
    type Query { items: [Item!] @rest(service: "s", GET: "/items") }
    type Item @key(fields: "id") { id: ID! price: Int @rest(service: "s", GET: "/prices/{$keys.id}", at: "n"\(allow)) }
    """
  }

  @Test func anAcceptedWarningIsNeitherPrintedNorCounted() throws {
    let report = check(Self.items(", allow: [N_PLUS_ONE]"))
    #expect(report.text == "1 subgraph, 1 service (s): 0 errors, 0 warnings, 1 accepted warning.")
    let json = try JSONValue(parsing: report.json)
    #expect(json["ok"] == .bool(true) && json["warnings"]?.text == "0" && json["accepted"]?.text == "1")
    #expect(json["diagnostics"]?[0]?["severity"] == "accepted" && json["diagnostics"]?[0]?["rule"] == "n-plus-one")
    #expect(json["diagnostics"]?[0]?["places"]?[0]?["line"]?.text == "3")
  }

  @Test func strictChecksSucceedWithAcceptedWarnings() {
    #expect(check(Self.items(""), isStrict: true).errorCount == 1)
    #expect(check(Self.items(", allow: [N_PLUS_ONE]"), isStrict: true).errorCount == 0)
    #expect(check(Self.items(", allow: N_PLUS_ONE"), isStrict: true).errorCount == 0)
  }

  @Test func anAcceptedWarningThatDoesNotOccurIsReported() {
    let report = check(Self.items(", allow: [N_PLUS_ONE, SHARED_LIMIT]"))
    #expect(
      report.text.hasPrefix("a.graphql:3:127: warning: SHARED_LIMIT is accepted here, but there is no such warning. [unused-allow]"),
      "\(report.text)")
    #expect(report.text.hasSuffix("0 errors, 1 warning, 1 accepted warning."))
    #expect(check(Self.items(", allow: [N_PLUS_ONE, SHARED_LIMIT]"), isStrict: true).errorCount == 1)
    #expect(check(Self.items(", allow: [SHARED_LIMIT]"), isStrict: true).errorCount == 2)
  }

  @Test func acceptsOnlyAtItsPlace() {
    let text =
      Self.items(", allow: [N_PLUS_ONE]") + " extend type Item { stock: Int @rest(service: \"s\", GET: \"/stock/{$keys.id}\", at: \"n\") }"
    let report = check(text)
    #expect(report.diagnostics.map(\.severity) == [.accepted, .warning])
    #expect(report.diagnostics.last?.message.contains("\"Item.stock\"") == true)
  }

  @Test(arguments: [
    ("type Query { n: Int! @rest(service: \"s\", GET: \"/n\"ALLOW) }", "non-null-root", ", allow: [NON_NULL_ROOT]"),
    (
      "type Query { items(first: Int): [Item!] @rest(service: \"s\", GET: \"/i\") } type Item @key(fields: \"id\") { id: ID! tags(first: Int): [Tag!] @rest(service: \"s\", GET: \"/t?of={$keys.id}&limit={$args.first}\", batch: { by: \"of\" }ALLOW) } type Tag { n: Int }",
      "shared-limit", ", allow: [SHARED_LIMIT]"
    ),
    (
      "type Query { t: Ticket @rest(service: \"s\", GET: \"/t\") } type Ticket { hall: Hall @json(path: \"hall_id\"ALLOW) } type Hall @key(fields: \"city no\") { city: ID no: Int }",
      "reference-key", ", allow: [REFERENCE_KEY]"
    ),
  ])
  func everyWarningOfAPlaceCanBeAccepted(types: String, rule: String, allow: String) {
    let plain = check(types.replacing("ALLOW", with: ""), isStrict: true)
    #expect(plain.diagnostics.map(\.rule) == [rule] && plain.errorCount == 1, "\(plain.text)")
    let accepted = check(types.replacing("ALLOW", with: allow), isStrict: true)
    #expect(accepted.diagnostics.map(\.rule) == [rule] && accepted.errorCount == 0, "\(accepted.text)")
  }

  @Test(arguments: [
    (
      Self.items(", allow: [N_PLUS_1]"),
      "@rest allow must be one of NON_NULL_ROOT, N_PLUS_ONE, REFERENCE_KEY, SHARED_LIMIT. Did you mean \"N_PLUS_ONE\"?"
    ),
    (
      "type Query { e: E @rest(service: \"s\", GET: \"/e\") } enum E { A @json(value: \"a\", allow: [REFERENCE_KEY]) }",
      "@json has no argument \"allow\" here, because there are no warnings of it."
    ),
  ])
  func refusesWhatIsNoWarning(types: String, message: String) {
    #expect(check(types).diagnostics.map(\.message) == [message])
  }

  // MARK: non-null root fields

  @Test func warnsOfRootFieldsThatAreLoadedAndCannotBeNull() {
    let report = check(
      """
      type Query {
        me: User! @rest(service: "s", GET: "/me")
        list: [User!] @rest(service: "s", GET: "/list")
      }
      type Mutation { logout: Boolean! @rest(service: "s", POST: "/logout", at: "ok") }
      type User { name: String! }
      """)
    #expect(report.diagnostics.map(\.rule) == ["non-null-root", "non-null-root"])
    #expect(
      report.text.hasPrefix(
        """
        a.graphql:3:13: warning: "Query.me" is loaded from "s" and cannot be null: when the call fails, the whole response has no data. [non-null-root]
            3 |   me: User! @rest(service: "s", GET: "/me")
              |             ^^^^^
          fix: make it nullable, me: User, so that the other fields of an operation keep their values.
        """), "\(report.text)")
  }
}
