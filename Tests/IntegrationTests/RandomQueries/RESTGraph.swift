import JSON
import TestSupport

/// Each field as REST calls, written by hand from the directives of the schema files: one call per object, without batches or plans.
struct RESTGraph {
  /// An object of the graph.
  enum Object {
    case query
    /// JSON of the service that owns the type, or of a value type.
    case json(JSONValue)
    /// An entity reference from another service.
    case key(String)
  }

  /// The resolved value of a field, before its selections are executed.
  enum Value {
    case null
    case leaf(JSONValue)
    case object(Object)
    case list([Value])
    /// An error. Without a message, the gateway chooses one.
    case failure(code: String, message: String?)
  }

  let origins: (users: String, orders: String, payments: String)
  let answers: RESTAnswers
  let variables: [String: RandomVariable]
  private(set) var calls = ExpectedCalls()

  init(chain: Chain, answers: RESTAnswers, variables: [String: RandomVariable]) {
    origins = (chain.users, chain.orders, chain.payments)
    self.answers = answers
    self.variables = variables
  }

  /// Resolves a field of an object that is known after a wave; returns the wave after which the value is known.
  mutating func value(
    of selection: FieldSelection, on type: String, _ object: Object, after wave: Int
  ) async throws -> (value: Value, wave: Int) {
    if selection.field.name == "__typename" { return (.leaf(.string(type)), wave) }
    // The schema asks for a token. The gateway makes no call for a caller without one.
    if type == "Query", ["users", "payments"].contains(selection.field.name), answers.isAnonymous {
      return (.failure(code: "UNAUTHORIZED_FIELD_OR_TYPE", message: nil), wave)
    }
    var arguments: [String: GraphModel.Argument.Coerced] = [:]
    for argument in selection.field.arguments {
      let value = argument.coerced(selection.arguments.first { $0.name == argument.name }?.value, variables)
      if value == .invalid { return (.failure(code: "BAD_USER_INPUT", message: nil), wave) }
      arguments[argument.name] = value
    }
    switch (type, selection.field.name) {
    case ("Query", let name): return (try await root(name, arguments), wave + 1)
    case ("User", "orders"): return (try await orders(of: try id(object), arguments, wave: wave + 1), wave + 1)
    case ("Order", "payment"): return (try await payment(ofOrder: try id(object), wave: wave + 1), wave + 1)
    default: return try await member(selection.field, of: type, object, after: wave)
    }
  }

  private func id(_ object: Object) throws -> String {
    switch object {
    case .key(let id): return id
    case .json(let json): if let id = json["id"]?.string { return id }
    case .query: break
    }
    throw UnexpectedAnswer(description: "an entity without id")
  }

  // MARK: members of objects

  private mutating func member(
    _ field: GraphModel.Field, of type: String, _ object: Object, after wave: Int
  ) async throws -> (value: Value, wave: Int) {
    switch object {
    case .query: throw UnexpectedAnswer(description: "no such field: \(field.name)")
    case .json(let json): return (member(field, of: type, json), wave)
    case .key(let id):
      if field.name == "id" { return (.leaf(.string(id)), wave) }
      let json = try await entity(type, id, wave: wave + 1)
      return (json.map { member(field, of: type, $0) } ?? .null, wave + 1)
    }
  }

  private func member(_ field: GraphModel.Field, of type: String, _ json: JSONValue) -> Value {
    switch (type, field.name) {
    case (_, "pageInfo"): return json["meta"].map { .object(.json($0)) } ?? .null
    case ("Order", "user"), ("Payment", "user"): return json["userId"]?.string.map { .object(.key($0)) } ?? .null
    case ("Payment", "order"): return json["orderId"]?.string.map { .object(.key($0)) } ?? .null
    default: break
    }
    guard let value = json[field.name], value != .null else { return .null }
    if GraphModel.enumerations[field.type.name] != nil { return .leaf(.string(value.string?.uppercased() ?? "")) }
    if GraphModel.types[field.type.name] == nil { return .leaf(value) }
    if let elements = value.elements { return .list(elements.map { .object(.json($0)) }) }
    return .object(.json(value))
  }

  // MARK: entities

  /// An entity by its key; nil if it does not exist or the caller may not see it.
  mutating func entity(_ type: String, _ id: String, wave: Int) async throws -> JSONValue? {
    let origin = type == "User" ? origins.users : origins.orders
    calls.need(id, of: .init(template: "\(origin)?ids={}", arguments: [], keysPerCall: 100), wave: wave)
    let answer = try await answers.get("\(origin)/\(id)")
    if answer.status == 404 { return nil }
    return try answer.expecting(200).value("data")
  }

  private mutating func payment(ofOrder id: String, wave: Int) async throws -> Value {
    calls.need(id, of: .init(template: "\(origins.payments)?orderIds={}", arguments: [], keysPerCall: 100), wave: wave)
    let answer = try await answers.get("\(origins.payments)/order/\(id)")
    if answer.status == 404 { return .null }
    return try answer.expecting(200).value("data").map { .object(.json($0)) } ?? .null
  }

  private mutating func orders(of user: String, _ arguments: [String: GraphModel.Argument.Coerced], wave: Int) async throws -> Value {
    guard case .value(.int(let first)) = arguments["first"] else { throw UnexpectedAnswer(description: "first is no number") }
    let status = Self.text(arguments["status"], "status")
    let query = (status.map { "&status=\($0)" } ?? "") + "&limitPerUser=\(first)"
    let batch = ExpectedCalls.Batch(
      template: "\(origins.orders)?userIds={}\(query)", arguments: ["\(String(describing: arguments["status"]))"], keysPerCall: 50)
    calls.need(user, of: batch, wave: wave)
    guard (1...100).contains(first) else {
      return Self.failure(try await answers.get("\(origins.orders)?userId=\(user)&limit=\(first)"))
    }
    let all = try await answers.get("\(origins.orders)?userId=\(user)&limit=100").expecting(200).value("data")?.elements ?? []
    let fitting = all.filter { status == nil || $0["status"]?.string == status }
    return .list(fitting.prefix(first).map { .object(.json($0)) })
  }

  // MARK: root fields

  private mutating func root(_ name: String, _ arguments: [String: GraphModel.Argument.Coerced]) async throws -> Value {
    let users = origins.users
    let orders = origins.orders
    let payments = origins.payments
    switch name {
    case "me": return try await single("\(users)/me", orNull: false)
    case "user": return try await byID("\(users)/", arguments["id"])
    case "order": return try await byID("\(orders)/", arguments["id"])
    case "payment": return try await byID("\(payments)/", arguments["id"])
    case "paymentByOrder": return try await byID("\(payments)/order/", arguments["orderId"])
    case "users": return try await page(users, ["limit", "offset"], arguments)
    case "orders": return try await page(orders, ["status", "userId", "sort", "limit", "offset"], arguments)
    case "myOrders": return try await page("\(orders)/my-orders", ["status", "sort", "limit", "offset"], arguments)
    case "payments": return try await page(payments, ["status", "limit", "offset"], arguments)
    case "myPayments": return try await page("\(payments)/my-payments", ["status", "limit", "offset"], arguments)
    default: throw UnexpectedAnswer(description: "no such root field: \(name)")
    }
  }

  private mutating func byID(_ prefix: String, _ id: GraphModel.Argument.Coerced?) async throws -> Value {
    guard case .value(.text(let id)) = id else { throw UnexpectedAnswer(description: "no id") }
    // directives.md: a placeholder in a path segment must not be empty, "." or "..".
    if ["", ".", ".."].contains(id) { return .failure(code: "INVALID_INPUT", message: nil) }
    return try await single(prefix + RESTAnswers.encoded(id), orNull: true)
  }

  private mutating func single(_ url: String, orNull: Bool) async throws -> Value {
    calls.need("", of: .init(template: url, arguments: [], keysPerCall: 1), wave: 1)
    let answer = try await answers.get(url)
    if answer.status == 404, orNull { return .null }
    guard answer.status == 200, let data = try answer.value("data") else { return Self.failure(answer) }
    return .object(.json(data))
  }

  private mutating func page(
    _ url: String, _ names: [String], _ arguments: [String: GraphModel.Argument.Coerced]
  ) async throws -> Value {
    let query = names.compactMap { name in Self.text(arguments[name], name).map { "\(name)=\($0)" } }.joined(separator: "&")
    let nulls = names.map { "\(arguments[$0] == .null)" }
    calls.need("", of: .init(template: "\(url)?\(query)", arguments: nulls, keysPerCall: 1), wave: 1)
    let answer = try await answers.get("\(url)?\(query)")
    return answer.status == 200 ? .object(.json(try answer.json)) : Self.failure(answer)
  }

  /// An argument as a query parameter; nil if it is omitted.
  private static func text(_ argument: GraphModel.Argument.Coerced?, _ name: String) -> String? {
    switch argument {
    case .value(.int(let number)): String(number)
    case .value(.text(let text)): RESTAnswers.encoded(text)
    case .value(.choice(let choice)): name == "sort" ? GraphModel.sorts[choice] : choice.lowercased()
    default: nil
    }
  }

  /// directives.md, `errors:`: the upstream's code and message as the schema files map them.
  private static func failure(_ answer: StackAnswer) -> Value {
    .failure(code: (try? answer.string("error.code")) ?? "?", message: (try? answer.string("error.message")) ?? "?")
  }
}
