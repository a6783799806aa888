import GraphQLExecution
import HTTPCore
import JSON
import Observability

/// `/graphql`: GET and POST as the GraphQL-over-HTTP draft says.
///
/// Statuses: an answer with `data` is 200. A request that GraphQL refuses (syntax, validation, variables) is 400 as
/// `application/graphql-response+json` and 200 as `application/json`. A request that is no GraphQL request is 400, but 200 for a
/// client that names `application/json` in its Accept header: see `ResponseMediaType.isLegacy`.
struct GraphQLHTTPHandler: HTTPHandler {
  private let responder: any GraphQLResponder
  /// The client headers that answers depend on, besides Accept.
  private let vary: String
  /// Whether clients may ask how an answer came about.
  private let allowsExtensions: Bool

  init(responder: any GraphQLResponder, forwardedHeaders: [String] = ["authorization"], allowsExtensions: Bool = false) {
    self.responder = responder
    self.allowsExtensions = allowsExtensions
    vary = (["accept"] + Set(forwardedHeaders.map { $0.lowercased() }).sorted()).joined(separator: ", ")
  }

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    guard let type = ResponseMediaType.negotiate(accept: request.headers["accept"]) else {
      let error = GatewayError(
        .notAcceptable, .notAcceptable, "Accept must allow application/graphql-response+json or application/json.")
      return Self.response(error, as: .preset)
    }
    do {
      return try await answer(request, as: type)
    } catch {
      return Self.response(error, as: type)
    }
  }

  private func answer(_ request: HTTPRequest, as type: ResponseMediaType) async throws(GatewayError) -> HTTPResponse {
    var parameters: GraphQLHTTPRequest
    switch request.method {
    case .post:
      parameters = try GraphQLHTTPRequest(post: request)
    case .get, .head:
      try CrossSiteGuard.check(request.headers)
      parameters = try GraphQLHTTPRequest(get: request)
    default:
      throw GatewayError(.methodNotAllowed, .methodNotAllowed, "GraphQL takes GET and POST, not \(request.method.rawValue).")
    }
    if allowsExtensions { parameters.extensions = RequestedExtensions(header: request.headers[RequestedExtensions.headerName]) }
    let answer = await responder.respond(
      to: parameters, context: Self.context(of: request), refusingMutations: request.method != .post)
    return response(answer, as: type)
  }

  private static func context(of request: HTTPRequest) -> ExecutionContext {
    var headers: [(name: String, value: String)] = []
    request.headers.forEach { name, value in headers.append((name, value)) }
    let trace = RequestTrace.current
    return ExecutionContext(headers: headers, requestID: trace?.requestID ?? "", traceparent: trace?.traceparent)
  }

  private func response(_ answer: GraphQLAnswer, as type: ResponseMediaType) -> HTTPResponse {
    let status: HTTPStatus =
      switch answer.outcome {
      case .executed: .ok
      case .refused: type.name == .json ? .ok : .badRequest
      case .mutationByGET: .methodNotAllowed
      }
    var response = HTTPResponse(status: status, headers: ["Content-Type": type.contentType], body: answer.body)
    if answer.outcome == .mutationByGET { response.headers["Allow"] = "POST" }
    response.headers["Cache-Control"] = Self.cacheControl(answer)
    response.headers["Vary"] = vary
    for header in answer.headers { response.headers.append(header.name, header.value) }
    return response
  }

  /// Only what was executed without an error, is marked, and brings nothing for its own caller may be kept.
  private static func cacheControl(_ answer: GraphQLAnswer) -> String {
    guard answer.outcome == .executed(hasErrors: false), answer.headers.isEmpty, let maxAge = answer.maxAge, maxAge > 0 else {
      return "no-store"
    }
    return "\(answer.isShared ? "public" : "private"), max-age=\(maxAge)"
  }

  /// A request error of the gateway itself, in the shape of a GraphQL response.
  static func response(_ error: GatewayError, as type: ResponseMediaType) -> HTTPResponse {
    var writer = JSONWriter(capacity: 256)
    writer.beginObject()
    writer.name("errors")
    writer.beginArray()
    writer.beginObject()
    writer.name("message")
    writer.string(error.message)
    writer.name("extensions")
    writer.beginObject()
    writer.name("code")
    writer.string(error.code.rawValue)
    writer.endObject()
    writer.endObject()
    writer.endArray()
    writer.endObject()
    let status: HTTPStatus = type.isLegacy && error.isMalformedRequest ? .ok : error.status
    var response = HTTPResponse(status: status, headers: ["Content-Type": type.contentType], body: writer.bytes)
    response.headers["Cache-Control"] = "no-store"
    if error.code == .methodNotAllowed { response.headers["Allow"] = "GET, HEAD, POST" }
    return response
  }
}
