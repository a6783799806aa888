import HTTPCore
import JSON
import TestSupport
import Testing

/// An invalid request with its expected error.
struct BadRequest: Sendable, CustomTestStringConvertible {
  /// Whose token the request carries.
  enum Caller: Sendable { case nobody, customer, expired, nonsense }

  /// Where the request goes.
  enum Door: String, Sendable { case nginx, gateway, user, order, payment }

  let what: String
  let door: Door
  var method = HTTPMethod.post
  let path: String
  var caller = Caller.customer
  var body: String?
  var contentType: String?
  let status: Int
  /// The text that the error message must contain.
  let says: String

  var testDescription: String { "\(what) at \(door.rawValue)" }
}

extension BadRequest {
  private static let foreignID = "01890a5d-ac96-774b-bcce-b302099a8057"
  private static let megabytes = #"{"notes": "\#(String(repeating: "x", count: 2_000_000))"}"#
  private static let deep = String(repeating: "[", count: 100_000)

  /// Every kind of invalid input at every endpoint.
  static let all: [BadRequest] = graphQL(.nginx) + graphQL(.gateway) + users + orders + payments + large

  private static func graphQL(_ door: Door) -> [BadRequest] {
    let path = "/graphql"
    return [
      BadRequest(what: "broken JSON", door: door, path: path, body: #"{"query": "{ me { id } "#, status: 400, says: "INVALID_JSON"),
      BadRequest(what: "JSON without end", door: door, path: path, body: deep, status: 400, says: "errors"),
      BadRequest(what: "no query", door: door, path: path, body: #"{"qeury": "{ me { id } }"}"#, status: 400, says: "MISSING_QUERY"),
      BadRequest(
        what: "unknown field", door: door, path: path, body: #"{"query": "{ nothing }"}"#, status: 200, says: "Cannot query field"),
      BadRequest(what: "broken GraphQL", door: door, path: path, body: #"{"query": "{ me { "}"#, status: 200, says: "Syntax Error"),
      BadRequest(
        what: "wrong type", door: door, path: path, body: #"{"query": "{ orders(limit: \"ten\") { data { id } } }"}"#, status: 200,
        says: "Int cannot represent"),
      BadRequest(
        what: "no token", door: door, path: path, caller: .nobody, body: #"{"query": "{ me { id } }"}"#, status: 200,
        says: "UNAUTHENTICATED"),
      BadRequest(
        what: "expired token", door: door, path: path, caller: .expired, body: #"{"query": "{ me { id } }"}"#, status: 401,
        says: "UNAUTHENTICATED"),
      BadRequest(
        what: "another text as a token", door: door, path: path, caller: .nonsense, body: #"{"query": "{ __typename }"}"#, status: 401,
        says: "UNAUTHENTICATED"),
      BadRequest(
        what: "foreign id", door: door, path: path, body: #"{"query": "{ order(id: \"\#(foreignID)\") { id } }"}"#, status: 200,
        says: #""order":null"#),
      BadRequest(
        what: "rule broken upstream", door: door, path: path,
        body: #"{"query": "mutation { createOrder(input: {shippingAddress: \"\", items: []}) { id } }"}"#, status: 200,
        says: "INVALID_INPUT"),
      BadRequest(
        what: "another content type", door: door, path: path, body: "query=x", contentType: "text/plain", status: 415, says: "errors"),
    ]
  }

  private static let users: [BadRequest] = [
    BadRequest(
      what: "broken JSON", door: .user, path: "/api/v1/users/register", caller: .nobody, body: #"{"email": "#, status: 400, says: "error"),
    BadRequest(
      what: "unknown field", door: .user, path: "/api/v1/users/register", caller: .nobody,
      body: #"{"email": "x@example.com", "password": "password123", "firstName": "A", "lastName": "B", "isAdmin": true}"#, status: 400,
      says: "isAdmin"),
    BadRequest(
      what: "wrong type", door: .user, path: "/api/v1/users/register", caller: .nobody,
      body: #"{"email": 7, "password": "password123", "firstName": "A", "lastName": "B"}"#, status: 400, says: "email"),
    BadRequest(
      what: "wrong password", door: .user, path: "/api/v1/users/login", caller: .nobody,
      body: #"{"email": "nobody@example.com", "password": "password124"}"#, status: 401, says: "error"),
    BadRequest(
      what: "no token", door: .user, method: .get, path: "/api/v1/users/me", caller: .nobody, status: 401, says: "UNAUTHENTICATED"),
    BadRequest(
      what: "expired token", door: .user, method: .get, path: "/api/v1/users/me", caller: .expired, status: 401, says: "UNAUTHENTICATED"),
    BadRequest(what: "foreign id", door: .user, method: .get, path: "/api/v1/users/\(foreignID)", status: 404, says: "NOT_FOUND"),
    BadRequest(what: "no id", door: .user, method: .get, path: "/api/v1/users/..%2f..", status: 404, says: "NOT_FOUND"),
    BadRequest(
      what: "another method", door: .user, method: .patch, path: "/api/v1/users/me", body: "{}", status: 405, says: "METHOD_NOT_ALLOWED"),
  ]

  private static let orders: [BadRequest] = [
    BadRequest(what: "broken JSON", door: .order, path: "/api/v1/orders", body: #"{"items": [}"#, status: 400, says: "error"),
    BadRequest(what: "JSON without end", door: .order, path: "/api/v1/orders", body: deep, status: 400, says: "error"),
    BadRequest(
      what: "unknown field", door: .order, path: "/api/v1/orders",
      body: #"{"shippingAddress": "a", "items": [{"productId": "p", "productName": "n", "quantity": 1, "unitPrice": 1}], "total": 0}"#,
      status: 400, says: "total"),
    BadRequest(
      what: "wrong type", door: .order, path: "/api/v1/orders",
      body: #"{"shippingAddress": "a", "items": [{"productId": "p", "productName": "n", "quantity": "1", "unitPrice": 1}]}"#, status: 400,
      says: "items[0].quantity"),
    BadRequest(
      what: "a number past all bounds", door: .order, path: "/api/v1/orders",
      body:
        #"{"shippingAddress": "a", "items": [{"productId": "p", "productName": "n", "quantity": 99999999999999999999, "unitPrice": 1e999}]}"#,
      status: 400, says: "items[0].quantity"),
    BadRequest(
      what: "no token", door: .order, path: "/api/v1/orders", caller: .nobody, body: Chain.laptopOrder, status: 401, says: "UNAUTHENTICATED"
    ),
    BadRequest(
      what: "a token of nonsense", door: .order, path: "/api/v1/orders", caller: .nonsense, body: Chain.laptopOrder, status: 401,
      says: "UNAUTHENTICATED"),
    BadRequest(
      what: "expired token", door: .order, path: "/api/v1/orders", caller: .expired, body: Chain.laptopOrder, status: 401,
      says: "UNAUTHENTICATED"),
    BadRequest(what: "foreign id", door: .order, method: .get, path: "/api/v1/orders/\(foreignID)", status: 404, says: "NOT_FOUND"),
    BadRequest(what: "a limit past the limit", door: .order, method: .get, path: "/api/v1/orders?limit=101", status: 400, says: "limit"),
    BadRequest(
      what: "too many ids", door: .order, method: .get,
      path: "/api/v1/orders?ids="
        + repeatElement(foreignID, count: 150).enumerated().map { index, id in
          String(id.dropLast(3)) + String(100 + index)
        }.joined(separator: ","), status: 400, says: "ids"),
    BadRequest(
      what: "a broken percent sign", door: .order, method: .get, path: "/api/v1/orders?status=%zz", status: 400, says: "error"),
    BadRequest(
      what: "another content type", door: .order, path: "/api/v1/orders", body: "a=b", contentType: "application/x-www-form-urlencoded",
      status: 415, says: "UNSUPPORTED_MEDIA_TYPE"),
  ]

  private static let payments: [BadRequest] = [
    BadRequest(what: "broken JSON", door: .payment, path: "/api/v1/payments", body: "{", status: 400, says: "error"),
    BadRequest(
      what: "unknown field", door: .payment, path: "/api/v1/payments",
      body: #"{"orderId": "\#(foreignID)", "method": "card", "token": "tok_ok", "amount": 1}"#, status: 400, says: "amount"),
    BadRequest(
      what: "wrong type", door: .payment, path: "/api/v1/payments", body: #"{"orderId": 7, "method": "gold", "token": "tok_ok"}"#,
      status: 400,
      says: "orderId"),
    BadRequest(
      what: "no token", door: .payment, method: .get, path: "/api/v1/payments", caller: .nobody, status: 401, says: "UNAUTHENTICATED"),
    BadRequest(
      what: "expired token", door: .payment, method: .get, path: "/api/v1/payments", caller: .expired, status: 401, says: "UNAUTHENTICATED"),
    BadRequest(
      what: "foreign order", door: .payment, path: "/api/v1/payments",
      body: #"{"orderId": "\#(foreignID)", "method": "card", "token": "tok_ok"}"#, status: 404, says: "NOT_FOUND"),
    BadRequest(
      what: "foreign id", door: .payment, path: "/api/v1/payments/\(foreignID)/process", body: "{}", status: 404, says: "NOT_FOUND"),
    BadRequest(
      what: "not an admin", door: .payment, path: "/api/v1/payments/\(foreignID)/refund", body: "{}", status: 403, says: "FORBIDDEN"),
  ]

  private static let large: [BadRequest] = [
    BadRequest(what: "oversized body", door: .nginx, path: "/graphql", body: megabytes, status: 413, says: "PAYLOAD_TOO_LARGE"),
    BadRequest(what: "oversized body", door: .gateway, path: "/graphql", body: megabytes, status: 413, says: ""),
    BadRequest(what: "oversized body", door: .user, path: "/api/v1/users/login", body: megabytes, status: 413, says: "requestId"),
    BadRequest(what: "oversized body", door: .order, path: "/api/v1/orders", body: megabytes, status: 413, says: "requestId"),
    BadRequest(what: "oversized body", door: .payment, path: "/api/v1/payments", body: megabytes, status: 413, says: "requestId"),
  ]
}

extension WholeChain {
  /// Invalid input at every endpoint: the right status, a clear message, no crash, no write.
  @Suite struct BadInput {
    @Test func isRejectedClearlyAndWritesNothing() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let expired = try await AccessToken.expired(userID: customer.id)
        // The same token with a later expiry is accepted, so the expiry is the reason for the rejection.
        let living = try await AccessToken.living(userID: customer.id)
        try await chain.client.send(.get, chain.users + "/me", token: living).expecting(200)
        let pids = StackProcess.pids
        let rows = try await DatabaseRows.counts()
        for request in BadRequest.all {
          let token: String? =
            switch request.caller {
            case .nobody: nil
            case .customer: customer.token
            case .expired: expired
            case .nonsense: "not.a.token"
            }
          var headers = [("X-Request-ID", "bad-\(unique())")]
          if let contentType = request.contentType { headers.append(("Content-Type", contentType)) }
          do {
            let answer = try await chain.client.send(
              request.method, origin(request.door) + request.path, token: token, body: request.body, headers: headers)
            #expect(answer.status == request.status, "\(request.testDescription): \(answer)")
            #expect(request.says.isEmpty || answer.text.contains(request.says), "\(request.testDescription): \(answer)")
            for secret in ["SELECT", "127.0.0.1", "/work", "Sources/", "postgres"] {
              #expect(!answer.text.contains(secret), "\(request.testDescription) tells \(secret): \(answer)")
            }
          } catch {
            Issue.record("\(request.testDescription): \(error)")
          }
        }
        #expect(StackProcess.pids == pids)
        #expect(try await DatabaseRows.counts() == rows)
      }
    }

    private func origin(_ door: BadRequest.Door) -> String {
      switch door {
      case .nginx: TestStack.nginxURL ?? ""
      case .gateway: TestStack.gatewayURL ?? ""
      case .user: TestStack.userURL ?? ""
      case .order: TestStack.orderURL ?? ""
      case .payment: TestStack.paymentURL ?? ""
      }
    }
  }
}
