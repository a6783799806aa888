import GraphQL
import HTTPCore
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
  /// The client headers that a response can depend on, and Accept.
  private let vary: String
  /// Whether clients may ask for response extensions.
  private let allowsExtensions: Bool
  /// Nil if tokens are not verified, and `authorization` is passed on as it came.
  private let authenticator: CallerAuthenticator?

  init(
    executor: QueryExecutor, forwardedHeaders: [String] = ["authorization"], allowsExtensions: Bool = false,
    authenticator: CallerAuthenticator? = nil
  ) {
    self.executor = executor
    self.allowsExtensions = allowsExtensions
    self.authenticator = authenticator
    let credentials = authenticator.map { ["authorization"] + ($0.apiKeys.map { _ in [CallerAuthenticator.apiKeyHeader] } ?? []) } ?? []
    let forwardedHeaders = forwardedHeaders + credentials
    vary = (["accept"] + Set(forwardedHeaders.map { $0.lowercased() }).sorted()).joined(separator: ", ")
  }

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    if Self.isVisit(request) { return HTTPResponse(status: .seeOther, headers: ["Location": "/", "Cache-Control": "no-store"]) }
    guard let type = ResponseMediaType.negotiate(accept: request.headers["accept"]) else {
      return Self.response(.notAcceptable, as: .preset)
    }
    let isReadOnly = request.method != .post
    do throws(GatewayError) {
      try Self.check(request)
      var headers = request.headers
      let claims = try await authenticator?.caller(&headers)
      let response = await executor.execute(
        try GraphQLRequest(request), context: Self.context(of: request, headers, claims), extensions: requestedExtensions(request),
        isReadOnly: isReadOnly)
      return self.response(response, as: type, isReadOnly: isReadOnly)
    } catch {
      return Self.response(error, as: type)
    }
  }

  /// Throws for a method or a media type that is not supported, and for a request that another site may have made a browser send.
  private static func check(_ request: HTTPRequest) throws(GatewayError) {
    switch request.method {
    case .post:
      try request.headers.requireJSON()
      try request.headers.requireNoContentCoding()
    case .get, .head: try CrossSiteGuard.check(request.headers)
    default: throw .methodNotAllowed(request.method)
    }
  }

  /// Whether a browser opens the path, to see the explorer: it accepts HTML and sends no query.
  private static func isVisit(_ request: HTTPRequest) -> Bool {
    guard request.method == .get || request.method == .head, request.query?.isEmpty ?? true else { return false }
    return request.headers["accept"]?.split(separator: ",").contains { MediaRange($0)?.type == "text/html" } == true
  }

  private static func context(of request: HTTPRequest, _ headers: HTTPFields, _ claims: CallerClaims?) -> ExecutionContext {
    let trace = RequestTrace.current
    return ExecutionContext(
      headers: headers, claims: claims, requestID: trace?.requestID ?? "", traceparent: trace?.traceparent,
      tracestate: tracestate(of: request),
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
    var headers = HTTPFields()
    headers.append("Content-Type", type.contentType)
    headers.append("Cache-Control", Self.cacheControl(of: response))
    headers.append("Vary", vary)
    if isWriteByGET { headers.append("Allow", "POST") }
    response.headers.forEach { name, value in headers.append(name, value) }
    return HTTPResponse(status: status, headers: headers, body: response.body)
  }

  static func cacheControl(of response: GraphQLResponse) -> String {
    guard response.isCacheable, let policy = response.cachePolicy, policy.maxAge >= .seconds(1) else { return "no-store" }
    return "\(policy.isShared ? "public" : "private"), max-age=\(policy.maxAge.components.seconds)"
  }

  /// The response to a request that HTTPServer refuses. It has GraphQL's form, like every refusal of the gateway.
  static func response(to refused: RefusedRequest) -> HTTPResponse {
    let accept = refused.request?.headers["accept"]
    return response(.refused(refused.error), as: ResponseMediaType.negotiate(accept: accept) ?? .preset)
  }

  static func response(_ error: GatewayError, as type: ResponseMediaType) -> HTTPResponse {
    let body = GraphQLResponse(requestErrors: [GraphQLError(error.message, extensions: ["code": error.code])]).body
    var headers: HTTPFields = ["Content-Type": type.contentType, "Cache-Control": "no-store"]
    if let challenge = error.challenge { headers.append("WWW-Authenticate", challenge) }
    if error.status == .serviceUnavailable { headers.append("Retry-After", "1") }
    if error.status == .methodNotAllowed { headers.append("Allow", "GET, HEAD, POST") }
    return HTTPResponse(status: error.status, headers: headers, body: body)
  }
}
