import JSON
import TestSupport
import Testing

/// The data of the random queries: accounts with orders in every state and their payments, some deleted, and the callers.
///
/// When it is made, all events have been consumed.
struct RandomQueryWorld: Sendable {
  /// The caller.
  struct Caller: Sendable {
    let name: String
    let token: String?
    /// The percentage of queries by this caller.
    let share: Int
  }

  let callers: [Caller]
  let identifiers: QueryGenerator.Identifiers

  /// The final state of an order.
  enum Goal: String, CaseIterable, Sendable {
    case pending, unpaid, declined, paid, processing, shipped, delivered, cancelled, refunded, refundedInPart, deleted
  }

  init(_ chain: Chain) async throws {
    let admin = try await AccessToken.living(userID: try await chain.newCustomer().id, roles: ["admin"])
    let ghost = try await AccessToken.living(userID: "01999999-0000-7000-8000-0000000605f7", roles: ["customer"])
    let maker = OrderMaker(chain: chain, admin: admin)
    let alice = try await chain.newCustomer()
    let bob = try await chain.newCustomer()
    let leaver = try await chain.newCustomer()
    // Enough for batches with several chunks.
    let crowd = try await Self.concurrently(Array(0..<55)) { _ in
      let customer = try await chain.newCustomer()
      return (customer.id, [try await chain.placeOrder(customer), try await chain.placeOrder(customer)])
    }
    let goals = Goal.allCases.map { (alice.token, $0) } + [Goal.pending, .paid, .unpaid].flatMap { [(bob.token, $0), (ghost, $0)] }
    let orders = try await Self.concurrently(goals) { try await maker.order(token: $0.0, goal: $0.1) }
    let left = try await Self.concurrently([Goal.pending, .paid, .delivered]) { try await maker.order(token: leaver.token, goal: $0) }
    _ = try await chain.client.send(.delete, "\(chain.users)/\(leaver.id)", token: leaver.token).expecting(200)
    try await maker.waitFor("cancelled", of: left[0].id)

    callers = [
      Caller(name: "admin", token: admin, share: 50), Caller(name: "alice", token: alice.token, share: 25),
      Caller(name: "bob", token: bob.token, share: 12), Caller(name: "somebody without account", token: ghost, share: 8),
      Caller(name: "nobody", token: nil, share: 5),
    ]
    identifiers = QueryGenerator.Identifiers(
      users: [alice.id, bob.id, leaver.id] + crowd.prefix(2).map(\.0),
      orders: (orders + left).map(\.id) + crowd.prefix(2).flatMap(\.1), payments: (orders + left).compactMap(\.payment))
  }

  private static func concurrently<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], _ body: @escaping @Sendable (Input) async throws -> Output
  ) async throws -> [Output] {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
      var outputs: [Int: Output] = [:]
      for (index, input) in inputs.enumerated() {
        if index >= 6, let (done, output) = try await group.next() { outputs[done] = output }
        group.addTask { (index, try await body(input)) }
      }
      for try await (done, output) in group { outputs[done] = output }
      return inputs.indices.compactMap { outputs[$0] }
    }
  }
}

/// Brings orders to their states by REST and events only.
private struct OrderMaker: Sendable {
  let chain: Chain
  let admin: String

  func order(token: String, goal: RandomQueryWorld.Goal) async throws -> (id: String, payment: String?) {
    let placed = try await chain.client.send(.post, chain.orders, token: token, body: Self.draft(goal)).expecting(201)
    let id = try placed.string("data.id")
    switch goal {
    case .pending: return (id, nil)
    case .cancelled:
      try await move(id, to: "cancelled", token: token)
      return (id, nil)
    default: break
    }
    let payment = try await pay(id, token: token, card: goal == .declined ? "tok_declined" : "tok_ok")
    if goal == .unpaid { return (id, payment) }
    _ = try await chain.client.send(.post, "\(chain.payments)/\(payment)/process", token: token, body: "{}").expecting(200)
    if goal == .declined { return (id, payment) }
    try await waitFor("paid", of: id)
    let steps = ["processing", "shipped", "delivered"]
    if let last = steps.firstIndex(of: goal.rawValue) {
      for step in steps[...last] { try await move(id, to: step, token: admin) }
    }
    switch goal {
    case .refunded:
      try await refund(payment, body: "{}")
      try await waitFor("refunded", of: id)
    case .refundedInPart: try await refund(payment, body: #"{"amount": 0.50}"#)
    case .deleted: _ = try await chain.client.send(.delete, "\(chain.orders)/\(id)", token: admin).expecting(200)
    default: break
    }
    return (id, payment)
  }

  func waitFor(_ status: String, of order: String) async throws {
    try await eventually("order \(order) is \(status)", timeout: .seconds(30)) {
      try await chain.client.send(.get, "\(chain.orders)/\(order)", token: admin).expecting(200).string("data.status") == status
    }
  }

  private func move(_ order: String, to status: String, token: String) async throws {
    let body = #"{"status": "\#(status)"}"#
    _ = try await chain.client.send(.patch, "\(chain.orders)/\(order)/status", token: token, body: body).expecting(200)
  }

  /// The payment service knows an order only after its event has arrived.
  private func pay(_ order: String, token: String, card: String) async throws -> String {
    let body = #"{"orderId": "\#(order)", "method": "card", "token": "\#(card)"}"#
    return try await eventuallyValue("a payment for \(order)", timeout: .seconds(30)) {
      let answer = try await chain.client.send(.post, chain.payments, token: token, body: body)
      return answer.status == 404 ? nil : try answer.expecting(201).string("data.id")
    }
  }

  private func refund(_ payment: String, body: String) async throws {
    _ = try await chain.client.send(.post, "\(chain.payments)/\(payment)/refund", token: admin, body: body).expecting(200)
  }

  /// Some orders have no notes, and others have several items.
  private static func draft(_ goal: RandomQueryWorld.Goal) -> String {
    let notes = goal == .paid || goal == .unpaid ? "" : #""notes": "Leave it \"at\" the door\n – thank you", "#
    let items = (0...goal.rawValue.count % 3).map {
      #"{"productId": "p-\#($0)", "productName": "Größe \#($0)", "quantity": \#($0 + 1), "unitPrice": 1\#($0).90}"#
    }
    return #"{"shippingAddress": "\#(goal.rawValue) street 1", \#(notes)"items": [\#(items.joined(separator: ", "))]}"#
  }
}
