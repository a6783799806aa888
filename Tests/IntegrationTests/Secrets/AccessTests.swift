import JSON
import TestSupport
import Testing

extension WholeChain {
  /// What the domain's schema refuses: role × field × kind of operation, and the calls that the gateway makes.
  @Suite(.timeLimit(.minutes(2))) struct Access {
    private struct Case {
      let operation: String
      let field: String
      /// The callers who may see the field, whatever the service says then.
      let seenBy: Set<String>
    }

    private static let cases = [
      Case(operation: "{ users { pageInfo { total } } }", field: "users", seenBy: ["customer", "admin"]),
      Case(operation: "{ payments { pageInfo { total } } }", field: "payments", seenBy: ["customer", "admin"]),
      Case(operation: "{ me { id } }", field: "me", seenBy: ["nobody", "customer", "admin"]),
      Case(
        operation: "mutation { updateOrderStatus(id: \"\(id)\", status: SHIPPED) { id } }", field: "updateOrderStatus",
        seenBy: ["customer", "admin"]),
      Case(operation: "mutation { refundPayment(id: \"\(id)\") { id } }", field: "refundPayment", seenBy: ["admin"]),
      Case(operation: "mutation { updateUser(id: \"\(id)\", input: {}) { id } }", field: "updateUser", seenBy: ["customer", "admin"]),
      Case(operation: "mutation { deleteUser(id: \"\(id)\") }", field: "deleteUser", seenBy: ["customer", "admin"]),
      Case(operation: "mutation { logout(refreshToken: \"x\") }", field: "logout", seenBy: ["nobody", "customer", "admin"]),
    ]

    private static let id = "01999999-0000-7000-8000-000000000000"

    @Test func aCallerGetsWhatTheSchemaAllowsAndTheRestMakesNoCall() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let admin = try await AccessToken.living(userID: try await chain.newCustomer().id, roles: ["admin"])
        let callers: [(name: String, token: String?)] = [("nobody", nil), ("customer", customer.token), ("admin", admin)]
        try await RecordedGateway.with { gateway in
          for one in Self.cases {
            for caller in callers {
              let request = "access-\(unique())"
              let answer = try await chain.client.graphQL(
                one.operation, at: gateway.origin, token: caller.token, headers: [("X-Request-ID", request)])
              let codes = (try answer.value("errors")?.elements ?? []).map { $0.value("extensions.code")?.string }
              let calls = gateway.calls[request] ?? []
              if one.seenBy.contains(caller.name) {
                #expect(!codes.contains("UNAUTHORIZED_FIELD_OR_TYPE"), "\(caller.name) \(one.field): \(answer)")
                #expect(calls.count == 1, "\(caller.name) \(one.field): \(calls)")
              } else {
                #expect(codes == ["UNAUTHORIZED_FIELD_OR_TYPE"], "\(caller.name) \(one.field): \(answer)")
                #expect(try answer.value("data.\(one.field)") == .null)
                #expect(calls == [], "\(caller.name) \(one.field)")
              }
            }
          }
        }
      }
    }
  }
}
