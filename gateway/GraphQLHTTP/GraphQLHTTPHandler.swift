import Concurrency
import GraphQL
import GraphQLExecution
import HTTPCore
import JSON
import Observability

/// `/graphql`: GET and POST as the GraphQL-over-HTTP draft says.
///
/// A response with `data` has status 200. A request that GraphQL refuses (syntax, validation, variables) has status 400 as
/// `application/graphql-response+json` and 200 as `application/json`. What is not a well-formed GraphQL request has status 400 in either case.
///
/// Incremental delivery and subscriptions belong here: the media type selects `GraphQLEngine.subscribe`, whose responses become the
/// `HTTPResponse`'s stream.
struct GraphQLHTTPHandler: HTTPHandler {
  private let executor: QueryExecutor
  private let persisted: PersistedOperations
  /// The requests that a batch can have. 0 if batches are refused.
  private let maximumBatch: Int
  /// The client headers that a response can depend on, and Accept.
  private let vary: String
  private let fieldsOfJSON: HTTPFields
  private let fieldsOfGraphQLResponse: HTTPFields
  /// Whether clients may ask for response extensions.
  private let allowsExtensions: Bool
  /// How long a request may take. Nil if it is not limited.
  private let timeout: Duration?
  /// Whether a browser that opens the path is sent to the explorer.
  private let showsExplorer: Bool
  private let crossSiteGuard: CrossSiteGuard
  /// Nil if tokens are not verified, and `authorization` is passed on as it came.
  private let authenticator: CallerAuthenticator?

  init(
    executor: QueryExecutor, persisted: PersistedOperations = PersistedOperations(), maximumBatch: Int = 0,
    forwardedHeaders: [String] = ["authorization"], allowsExtensions: Bool = false, timeout: Duration? = nil, showsExplorer: Bool = true,
    crossSiteGuard: CrossSiteGuard = CrossSiteGuard(), authenticator: CallerAuthenticator? = nil
  ) {
    self.timeout = timeout
    self.showsExplorer = showsExplorer
    self.crossSiteGuard = crossSiteGuard
    self.executor = executor
    self.persisted = persisted
    self.maximumBatch = maximumBatch
    self.allowsExtensions = allowsExtensions
    self.authenticator = authenticator
    let credentials = authenticator.map { ["authorization"] + ($0.apiKeys.map { _ in [CallerAuthenticator.apiKeyHeader] } ?? []) } ?? []
    let forwardedHeaders = forwardedHeaders + credentials
    vary = (["accept"] + Set(forwardedHeaders.map { $0.lowercased() }).sorted()).joined(separator: ", ")
    fieldsOfJSON = Self.fields(.json, vary: vary)
    fieldsOfGraphQLResponse = Self.fields(.graphQLResponse, vary: vary)
  }

  /// The fields of most responses, made once.
  private static func fields(_ name: ResponseMediaType.Name, vary: String) -> HTTPFields {
    ["Content-Type": ResponseMediaType(name: name).contentType, "Cache-Control": noStore, "Vary": vary]
  }

  /// A longer body, and what is made of it, can take some milliseconds.
  private static let longBody = 64 * 1024

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    guard request.body.count > Self.longBody else { return await response(to: request) }
    return await withTaskExecutorPreference(WorkerThreads.shared) { await response(to: request) }
  }

  private func response(to request: HTTPRequest) async -> HTTPResponse {
    var request = request
    executor.callers?.nameClient(in: &request)
    if showsExplorer, Self.isVisit(request) {
      return HTTPResponse(status: .seeOther, headers: ["Location": "/", "Cache-Control": "no-store"])
    }
    guard let type = ResponseMediaType.negotiate(accept: request.headers["accept"]) else {
      return Self.response(.notAcceptable, as: .preset)
    }
    let isReadOnly = request.method != .post
    do throws(GatewayError) {
      try check(request)
      let incoming = try await incoming(request)
      if let caller = incoming.caller { try await executor.callers?.begin(caller) }
      defer { if let caller = incoming.caller { executor.callers?.end(caller) } }
      guard !isReadOnly else {
        let query = try Self.reading { () throws(GraphQLRequestError) in
          try GraphQLRequest.reading(query: request.query, limits: executor.limits)
        }
        return self.response(try await execute(query, incoming, isReadOnly: true), as: type, isReadOnly: true)
      }
      if maximumBatch > 0, Self.isArray(request.body) {
        let body = try Self.reading { () throws(GraphQLRequestError) in try GraphQLRequest.body(request.body) }
        return try await respond(toBatch: body, incoming, as: type)
      }
      let operation = try Self.reading { () throws(GraphQLRequestError) in
        try executor.engine.request(json: request.body, limits: executor.limits)
      }
      return self.response(try await execute(operation, incoming, isReadOnly: false), as: type, isReadOnly: false)
    } catch {
      executor.errorMetrics?.count([error.graphQLError], type: nil, name: nil)
      return Self.response(error, as: type)
    }
  }

  /// Whether a body's JSON value is an array, if it is one.
  private static func isArray(_ body: [UInt8]) -> Bool {
    body.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: "[")
  }

  /// A request with what is known of its caller.
  private struct Incoming {
    let request: HTTPRequest
    /// Nil if callers are not limited.
    let caller: Caller?
    let context: ExecutionContext
  }

  /// Verifies the caller's credentials. Refused credentials cost a token of the address, as any request does.
  private func incoming(_ request: HTTPRequest) async throws(GatewayError) -> Incoming {
    var context: ExecutionContext
    do throws(GatewayError) { context = try await self.context(of: request) } catch {
      if let callers = executor.callers { try await callers.takeToken(of: callers.caller(of: request, user: nil)) }
      throw error
    }
    context.deadline = timeout.map { .now + $0 }
    return Incoming(request: request, caller: executor.callers?.caller(of: request, user: Self.user(context.claims)), context: context)
  }

  /// The user of a token. Two issuers may know different users by one name.
  private static func user(_ claims: CallerClaims?) -> String? {
    guard let subject = claims?.value(at: "sub")?.string else { return nil }
    return claims?.value(at: "iss")?.string.map { "\($0) \(subject)" } ?? subject
  }

  private static func reading<Value>(_ read: () throws(GraphQLRequestError) -> Value) throws(GatewayError) -> Value {
    do { return try read() } catch { throw GatewayError(error) }
  }

  /// Finds the document of a request, and executes its operation.
  private func execute(
    _ operation: GraphQLRequest, _ incoming: Incoming, isReadOnly: Bool
  ) async throws(GatewayError) -> GraphQLResponse {
    let document =
      persisted.passes(operation)
      ? PersistedOperations.Resolved(text: operation.query, hash: nil) : try await persisted.resolve(operation, incoming.request.headers)
    let response = try await executor.execute(
      operation, document, context: incoming.context, caller: incoming.caller, extensions: requestedExtensions(incoming.request),
      isReadOnly: isReadOnly)
    if document.isNew, response.operation != nil { await persisted.register(document) }
    return response
  }

  /// Executes the requests of a batch one after the other, so that a batch loads the services no more than one client does. The response is
  /// an array. It has status 200, whatever the responses are.
  private func respond(toBatch body: JSONView, _ incoming: Incoming, as type: ResponseMediaType) async throws(GatewayError)
    -> HTTPResponse
  {
    guard body.count > 0 else { throw .emptyBatch }
    guard body.count <= maximumBatch else { throw .tooManyBatchedRequests(maximumBatch) }
    var bytes: [UInt8] = []
    var headers: HTTPFields = ["Content-Type": type.contentType, "Cache-Control": "no-store", "Vary": vary]
    for (index, element) in body.elements.enumerated() {
      let response: GraphQLResponse
      do throws(GatewayError) {
        // The first request of the batch has its token already.
        if index > 0, let caller = incoming.caller { try await executor.callers?.takeToken(of: caller) }
        let operation = try Self.reading { () throws(GraphQLRequestError) in try GraphQLRequest(element, limits: executor.limits) }
        response = try await execute(operation, incoming, isReadOnly: false)
      } catch {
        executor.errorMetrics?.count([error.graphQLError], type: nil, name: nil)
        response = GraphQLResponse(error)
      }
      bytes.append(UInt8(ascii: bytes.isEmpty ? "[" : ","))
      bytes += response.body
      response.headers.forEach { name, value in headers.append(name, value) }
    }
    bytes.append(UInt8(ascii: "]"))
    return HTTPResponse(status: .ok, headers: headers, body: bytes)
  }

  /// Throws for a method or a media type that is not supported, and for a request that another site may have made a browser send.
  private func check(_ request: HTTPRequest) throws(GatewayError) {
    switch request.method {
    case .post:
      try request.headers.requireJSON()
      try request.headers.requireNoContentCoding()
    case .get, .head: try crossSiteGuard.check(request.headers)
    default: throw .methodNotAllowed(request.method)
    }
  }

  /// Whether a browser opens the path, to see the explorer: it accepts HTML and sends no query.
  private static func isVisit(_ request: HTTPRequest) -> Bool {
    guard request.method == .get || request.method == .head, request.query?.isEmpty ?? true else { return false }
    return request.headers["accept"]?.split(separator: ",").contains { MediaRange($0)?.type == "text/html" } == true
  }

  /// The caller, and what is passed on of the request. Throws when the caller's credentials are not accepted.
  private func context(of request: HTTPRequest) async throws(GatewayError) -> ExecutionContext {
    var headers = request.headers
    let claims = try await authenticator?.caller(&headers)
    return ExecutionContext(
      headers: headers, claims: claims, identifiers: CurrentTrace(trace: RequestTrace.current),
      tracestate: Self.tracestate(of: request),
      remoteAddress: request.remoteAddress, client: request.client)
  }

  /// W3C Trace Context §3.3: `tracestate` belongs to a valid `traceparent`; without one it is dropped.
  private static func tracestate(of request: HTTPRequest) -> String? {
    guard let state = request.headers["tracestate"], let parent = request.headers[TraceContext.headerName] else { return nil }
    return TraceContext(traceparent: parent) == nil ? nil : state
  }

  private func requestedExtensions(_ request: HTTPRequest) -> RequestedExtensions {
    allowsExtensions ? RequestedExtensions(header: request.headers[RequestedExtensions.headerName]) : []
  }

  private func response(_ response: GraphQLResponse, as type: ResponseMediaType, isReadOnly: Bool) -> HTTPResponse {
    let isWriteByGET = isReadOnly && response.operation.map { $0 != .query } ?? false
    let status: HTTPStatus =
      switch response.kind {
      case .executed: .ok
      case .requestError: isWriteByGET ? .methodNotAllowed : type.name == .json ? .ok : .badRequest
      }
    var headers = type.name == .json ? fieldsOfJSON : fieldsOfGraphQLResponse
    let cacheControl = Self.cacheControl(of: response)
    if cacheControl != Self.noStore { headers["Cache-Control"] = cacheControl }
    if isWriteByGET { headers.append("Allow", "POST") }
    if !response.headers.isEmpty { response.headers.forEach { name, value in headers.append(name, value) } }
    return HTTPResponse(status: status, headers: headers, body: response.body)
  }

  private static let noStore = "no-store"

  static func cacheControl(of response: GraphQLResponse) -> String {
    guard response.isCacheable, let policy = response.cachePolicy, policy.maxAge >= .seconds(1) else { return noStore }
    return "\(policy.isShared ? "public" : "private"), max-age=\(policy.maxAge.components.seconds)"
  }

  /// The response to a request that HTTPServer refuses. It has GraphQL's form, like every refusal of the gateway.
  static func response(to refused: RefusedRequest) -> HTTPResponse {
    let accept = refused.request?.headers["accept"]
    return response(.refused(refused.error), as: ResponseMediaType.negotiate(accept: accept) ?? .preset)
  }

  static func response(_ error: GatewayError, as type: ResponseMediaType) -> HTTPResponse {
    let body = GraphQLResponse(error).body
    var headers: HTTPFields = ["Content-Type": type.contentType, "Cache-Control": "no-store"]
    if let challenge = error.challenge { headers.append("WWW-Authenticate", challenge) }
    if error.status == .serviceUnavailable { headers.append("Retry-After", "1") }
    if error.status == .methodNotAllowed { headers.append("Allow", "GET, HEAD, POST") }
    error.headers.forEach { name, value in headers.append(name, value) }
    return HTTPResponse(status: error.status, headers: headers, body: body)
  }
}

extension GraphQLResponse {
  fileprivate init(_ error: GatewayError) {
    self.init(requestErrors: [error.graphQLError])
  }
}

/// The identifiers of the request that a task handles.
private struct CurrentTrace: RequestIdentifiers {
  let trace: RequestTrace?

  var requestID: String { trace?.requestID ?? "" }
  var traceparent: String? { trace?.traceparent }
}
