import JSON
import TestSupport
import Testing

/// All tests of the running stack. They run serially because they count calls, messages and rows, and some end processes.
@Suite(.serialized, .needsStack, .timeLimit(.minutes(5))) struct WholeChain {}

/// The addresses of the stack, and a client.
struct Chain: Sendable {
  let client: StackClient
  let nginx = TestStack.nginxURL ?? ""
  let gateway = TestStack.gatewayURL ?? ""
  let users = (TestStack.userURL ?? "") + "/api/v1/users"
  let orders = (TestStack.orderURL ?? "") + "/api/v1/orders"
  let payments = (TestStack.paymentURL ?? "") + "/api/v1/payments"

  /// A customer whose account only this test uses.
  struct Customer: Sendable {
    let id: String
    let email: String
    let token: String
  }

  /// Runs a test against the chain, with at most this many connections per server.
  static func with(connections: Int = 64, _ body: @Sendable (Chain) async throws -> Void) async throws {
    try await StackClient.with(connections: connections) { try await body(Chain(client: $0)) }
  }

  /// Registers a new customer at the user service.
  func newCustomer() async throws -> Customer {
    let email = "\(unique()).test@example.com"
    let body = #"{"email": "\#(email)", "password": "password123", "firstName": "Ada", "lastName": "Test"}"#
    let answer = try await client.send(.post, users + "/register", body: body).expecting(201)
    return Customer(id: try answer.string("data.user.id"), email: email, token: try answer.string("data.token"))
  }

  /// Places an order for one laptop and returns its id.
  @discardableResult
  func placeOrder(_ customer: Customer) async throws -> String {
    try await client.send(.post, orders, token: customer.token, body: Self.laptopOrder).expecting(201).string("data.id")
  }

  /// The number of orders of the customer.
  func orderCount(_ customer: Customer) async throws -> Int {
    let answer = try await client.send(.get, orders + "/my-orders?limit=1", token: customer.token).expecting(200)
    return Int(try answer.value("meta.total")?.numberText ?? "") ?? -1
  }

  static let laptopOrder = #"""
    {"shippingAddress": "123 Main St, City, Country", "notes": "Please handle with care",
     "items": [{"productId": "prod-1", "productName": "Laptop", "quantity": 1, "unitPrice": 999.99}]}
    """#
}

/// A unique word.
func unique() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }
