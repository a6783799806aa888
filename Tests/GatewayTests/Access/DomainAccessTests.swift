import Foundation
import HTTPCore
import JSON
import SharedKernel
import TestSupport
import Testing

@testable import Gateway

/// Role × field × kind of operation, for the domain's schema: which calls the gateway makes.
@Suite struct DomainAccessTests {
  private struct Role {
    let name: String
    /// Nil for an anonymous caller.
    let token: String?
    let sees: Set<String>
  }

  private static let fields: [(name: String, operation: String, call: String)] = [
    ("me", "{ me { id } }", "GET /api/v1/users/me"),
    ("users", "{ users { pageInfo { total } } }", "GET /api/v1/users?limit=20&offset=0"),
    ("payments", "{ payments { pageInfo { total } } }", "GET /api/v1/payments?limit=20&offset=0"),
    ("updateOrderStatus", "mutation { updateOrderStatus(id: 1, status: SHIPPED) { id } }", "PATCH /api/v1/orders/1/status"),
    ("refundPayment", "mutation { refundPayment(id: 1) { id } }", "POST /api/v1/payments/1/refund"),
    ("updateUser", "mutation { updateUser(id: 1, input: {}) { id } }", "PUT /api/v1/users/1"),
    ("deleteUser", "mutation { deleteUser(id: 1) }", "DELETE /api/v1/users/1"),
    ("logout", "mutation { logout(refreshToken: \"x\") }", "POST /api/v1/users/logout"),
  ]

  private static func token(_ roles: String, permissions: String = "[]") -> String {
    TokenMatrix.token(TokenMatrix.claims(["roles": roles, "permissions": permissions]))
  }

  @Test func aRefusedFieldMakesNoCall() async throws {
    let keys = FileManager.default.temporaryDirectory.appending(path: "keys-\(EntityID.make())").path
    try Data(TokenMatrix.publicKeys).write(to: URL(filePath: keys))
    let signedIn = Set(Self.fields.map(\.name)).subtracting(["refundPayment"])
    let roles = [
      Role(name: "nobody", token: nil, sees: ["me", "logout"]),
      Role(name: "customer", token: Self.token(#"["customer"]"#, permissions: #"["payment.payment.read"]"#), sees: signedIn),
      Role(name: "administrator", token: Self.token(#"["customer","admin"]"#), sees: signedIn.union(["refundPayment"])),
      Role(
        name: "somebody with the permission", token: Self.token("[]", permissions: #"["payment.payment.refund"]"#),
        sees: signedIn.union(["refundPayment"])),
      Role(name: "somebody whose role is named alike", token: Self.token(#"["administrator","Admin"]"#), sees: signedIn),
    ]
    let service = CountingUpstream()
    let settings = ["JWT_PUBLIC_KEYS_FILE": keys, "JWT_SCOPE_CLAIMS": "permissions,roles", "RATE_LIMIT_FIELDS": "none"]
    try await RunningGateway.with(upstream: service, settings: settings) { gateway in
      for role in roles {
        for field in Self.fields {
          service.forget()
          let headers: HTTPFields = role.token.map { ["authorization": "Bearer \($0)"] } ?? [:]
          let answer = try JSONDocument(parsing: try await gateway.query(field.operation, headers: headers)).root
          let codes = answer["errors"]?.elements.map { $0["extensions"]?["code"]?.string } ?? []
          if role.sees.contains(field.name) {
            #expect(!codes.contains("UNAUTHORIZED_FIELD_OR_TYPE"), "\(role.name) \(field.name)")
            #expect(service.calls == [field.call], "\(role.name) \(field.name)")
          } else {
            #expect(codes == ["UNAUTHORIZED_FIELD_OR_TYPE"], "\(role.name) \(field.name)")
            #expect(answer["errors"]?[0]?["path"]?[0]?.string == field.name)
            #expect(answer["data"]?[field.name]?.isNull == true)
            #expect(service.calls == [], "\(role.name) \(field.name)")
          }
        }
      }
    }
  }
}
