import GraphQLExecution
import Testing

/// Role × field × kind of operation: a field that the caller may not see is null with an error, and its call is not made.
@Suite struct AccessMatrixTests {
  struct Role: CustomTestStringConvertible {
    let name: String
    /// Nil for an anonymous caller.
    let claims: String?
    let sees: Set<String>

    var testDescription: String { name }
  }

  /// The fields, with their directives and types.
  private static let fields: [(name: String, directives: String, type: String)] = [
    ("open", "", "Int"),
    ("mine", "@authenticated", "Int"),
    ("admins", #"@requiresScopes(scopes: [["admin"]])"#, "Int"),
    ("either", #"@requiresScopes(scopes: [["a", "b"], ["admin"]])"#, "Int"),
    ("vips", #"@policy(policies: [["vip"]])"#, "Int"),
    ("adminVIPs", #"@requiresScopes(scopes: [["admin"]]) @policy(policies: [["vip", "paid"], ["staff"]])"#, "Int"),
    ("object", "", "Restricted"),
    ("interface", "", "RestrictedInterface"),
    ("enumeration", "", "RestrictedEnum"),
    ("scalar", "", "RestrictedScalar"),
    ("list", "", "[RestrictedEnum!]"),
  ]

  private static let types = """
    type Restricted @authenticated { a: Int }
    interface RestrictedInterface @requiresScopes(scopes: [["admin"]]) { a: Int }
    type Implementation implements RestrictedInterface { a: Int }
    enum RestrictedEnum @requiresScopes(scopes: [["a"]]) { A }
    scalar RestrictedScalar @policy(policies: [["staff"]])
    """

  static let roles = [
    Role(name: "anonymous", claims: nil, sees: ["open"]),
    Role(name: "user", claims: "{}", sees: ["open", "mine", "object"]),
    Role(name: "a", claims: #"{"scope": "a"}"#, sees: ["open", "mine", "object", "enumeration", "list"]),
    Role(name: "a and b", claims: #"{"scopes": ["b", "a"]}"#, sees: ["open", "mine", "object", "either", "enumeration", "list"]),
    Role(name: "admin", claims: #"{"permissions": "x admin"}"#, sees: ["open", "mine", "object", "admins", "either", "interface"]),
    Role(name: "administrator", claims: #"{"scope": "administrator Admin"}"#, sees: ["open", "mine", "object"]),
    Role(
      name: "a wrong claim", claims: #"{"scope": {"admin": true}, "scopes": [["admin"]], "permissions": 1}"#,
      sees: ["open", "mine", "object"]),
    Role(name: "vip", claims: #"{"policies": ["vip"]}"#, sees: ["open", "mine", "object", "vips"]),
    Role(
      name: "admin and vip", claims: #"{"scope": "admin", "policies": "vip"}"#,
      sees: ["open", "mine", "object", "admins", "either", "interface", "vips"]),
    Role(
      name: "admin and staff", claims: #"{"scope": "admin", "policies": "staff"}"#,
      sees: ["open", "mine", "object", "admins", "either", "interface", "adminVIPs", "scalar"]),
  ]

  @Test(arguments: roles, ["query", "mutation"]) func aRefusedFieldIsNullAndNotCalled(_ role: Role, _ kind: String) async throws {
    let lines = Self.fields.map { name, directives, type in
      "\(name): \(type) \(directives) @rest(service: \"s\", \(kind == "query" ? "GET" : "POST"): \"/\(name)\")"
    }
    let root = kind == "query" ? "Query" : "Mutation"
    let other = kind == "query" ? "" : "type Query { q: Int @rest(service: \"s\", GET: \"/q\") }\n"
    let schema = other + "type \(root) {\n\(lines.joined(separator: "\n"))\n}\n" + Self.types
    let graph = try AccessGraph(["s": schema], policies: ClaimedPolicies(claim: "policies")) { request in
      switch request.url.target {
      case "/object", "/interface": .json(#"{"__typename":"Implementation","a":1}"#)
      case "/enumeration", "/scalar": .json(#""A""#)
      case "/list": .json(#"["A"]"#)
      default: .json("1")
      }
    }
    for field in Self.fields {
      let selection = ["object", "interface"].contains(field.name) ? " { a }" : ""
      let (response, calls) = try await graph.run("\(kind) { \(field.name)\(selection) }", as: role.claims)
      let isSeen = role.sees.contains(field.name)
      #expect(calls == (isSeen ? ["\(kind == "query" ? "GET" : "POST") http://s/\(field.name)"] : []), "\(role.name) \(field.name)")
      let refused =
        "{\"errors\":[\(refusal("\(root).\(field.name)", "\"\(field.name)\"", column: kind.count + 4))],\"data\":{\"\(field.name)\":null}}"
      #expect(isSeen ? !response.contains("errors") && !response.contains("null") : response == refused, "\(role.name): \(response)")
    }
  }
}
