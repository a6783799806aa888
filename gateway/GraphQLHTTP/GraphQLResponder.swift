import GraphQLExecution

/// What the HTTP side needs of the engine: one operation in, one answer out. The engine is the only real one; tests bring their own.
protocol GraphQLResponder: Sendable {
  /// Parses, validates, plans and executes. Never throws: errors are a part of the answer.
  func respond(to request: GraphQLHTTPRequest, context: ExecutionContext, refusingMutations: Bool) async -> GraphQLAnswer
}

/// The engine's answer, as bytes and with what HTTP must know of it.
struct GraphQLAnswer: Sendable {
  /// How far the request came.
  enum Outcome: Sendable, Equatable {
    /// A request error: there is no `data`.
    case refused
    /// A mutation that came by GET; nothing was executed.
    case mutationByGET
    /// Executed; there may be field errors.
    case executed(hasErrors: Bool)
  }

  let outcome: Outcome
  /// The response, JSON text.
  let body: [UInt8]
  /// Headers of upstreams' answers that go to the client; the same name may stand several times.
  var headers: [ExecutionReport.Header] = []
  /// For how many seconds the answer may be kept; nil when it may not.
  var maxAge: Int?
  /// Whether a kept answer may be given to other callers.
  var isShared = false
}
