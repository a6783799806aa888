import GraphQL
import HTTPCore

/// A request that is refused before its operation is prepared, with its HTTP status.
///
/// The message is safe to show: it has no host, no token and no part of a body.
struct GatewayError: Error, Equatable, CustomStringConvertible {
  let status: HTTPStatus
  /// The value of `extensions.code`.
  let code: String
  let message: String
  /// The value of `WWW-Authenticate`, for 401.
  var challenge: String?
  /// Further headers of the response.
  private(set) var headers = HTTPFields()
  /// Further entries of `extensions`, as JSON text.
  private(set) var extensions: [String: String] = [:]

  private init(_ status: HTTPStatus, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  init(_ error: GraphQLRequestError) {
    status = .badRequest
    code = error.code.rawValue
    message = error.message
  }

  /// A caller whose credentials are not accepted (RFC 6750 §3).
  ///
  /// - Parameter message: plain text without quotes; it is also in the challenge.
  static func unauthenticated(_ message: String, isInvalidToken: Bool) -> GatewayError {
    var error = GatewayError(.unauthorized, "UNAUTHENTICATED", message)
    error.challenge =
      isInvalidToken
      ? "Bearer realm=\"graphql\", error=\"invalid_token\", error_description=\"\(message)\"" : "Bearer realm=\"graphql\""
    return error
  }

  static let authenticationUnavailable = GatewayError(
    .serviceUnavailable, "AUTHENTICATION_UNAVAILABLE", "Whether the token is valid cannot be said now. Try again later.")

  static let missingQuery = GatewayError(GraphQLRequestError(.missingQuery, "The parameter \"query\" is missing."))

  // MARK: persisted documents. The messages and statuses of the first four are Apollo's: clients compare them.

  static let persistedQueryNotFound = GatewayError(.ok, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")

  static let persistedQueryNotSupported = GatewayError(.ok, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")

  static let hashMismatch = GatewayError(.badRequest, "PERSISTED_QUERY_HASH_MISMATCH", "provided sha does not match query")

  static let unsupportedPersistedQueryVersion = GatewayError(
    .badRequest, "UNSUPPORTED_PERSISTED_QUERY_VERSION", "Unsupported persisted query version")

  static let unknownDocument = GatewayError(
    .notFound, "PERSISTED_QUERY_NOT_IN_LIST", "There is no persisted document with this identifier.")

  static let untrustedDocument = GatewayError(
    .forbidden, "QUERY_NOT_IN_SAFELIST", "This document is not one of the documents that the gateway executes.")

  // MARK: batches

  static func tooManyBatchedRequests(_ maximum: Int) -> GatewayError {
    GatewayError(.badRequest, "TOO_MANY_BATCHED_REQUESTS", "A batch has at most \(maximum) requests.")
  }

  static let emptyBatch = GatewayError(GraphQLRequestError(.invalidParameter, "A batch has at least one request."))

  static let originNotAllowed = GatewayError(
    .forbidden, "ORIGIN_NOT_ALLOWED", "Pages of this origin may not send requests. CORS_ORIGINS names the origins that may.")

  static let notFound = GatewayError(.notFound, "NOT_FOUND", "There is nothing at this path.")

  static let notAcceptable = GatewayError(
    .notAcceptable, "NOT_ACCEPTABLE", "Accept must allow application/graphql-response+json or application/json.")

  static func methodNotAllowed(_ method: HTTPMethod) -> GatewayError {
    GatewayError(.methodNotAllowed, "METHOD_NOT_ALLOWED", "GraphQL takes GET and POST, not \(method.rawValue).")
  }

  static func unsupportedMediaType(_ message: String) -> GatewayError {
    GatewayError(.unsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", message)
  }

  /// What HTTPServer refuses: a message that is malformed, too large or too slow.
  static func refused(_ error: HTTPError) -> GatewayError {
    GatewayError(error.status, error.code.rawValue, "The request is refused: \(error.message).")
  }

  static let unsupportedContentCoding = GatewayError(
    .unsupportedMediaType, "UNSUPPORTED_CONTENT_CODING",
    "Compressed request bodies are not supported. Send the body without Content-Encoding.")

  static func crossSiteRequest(_ message: String) -> GatewayError {
    GatewayError(.badRequest, "CSRF_REFUSED", message)
  }

  static func rateLimited(_ refusal: RateLimiter.Refusal) -> GatewayError {
    var error = GatewayError(.tooManyRequests, "RATE_LIMITED", refusal.message)
    error.headers = refusal.headers
    error.extensions = ["retryAfter": "\(refusal.seconds)"]
    return error
  }

  static func tooManyConcurrentRequests(_ maximum: Int) -> GatewayError {
    var error = GatewayError(
      .tooManyRequests, "TOO_MANY_CONCURRENT_REQUESTS", "Too many requests of this caller at the same time: at most \(maximum) are allowed."
    )
    error.headers = ["Retry-After": "1"]
    error.extensions = ["retryAfter": "1"]
    return error
  }

  /// The error in the response.
  var graphQLError: GraphQLError { GraphQLError(message, extensions: ["code": code], jsonExtensions: extensions) }

  var description: String { "\(status.code) \(code): \(message)" }
}
