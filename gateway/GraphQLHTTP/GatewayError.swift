import GraphQLLanguage
import HTTPCore

/// A request that never reaches the engine, or what the engine says about it as a whole, with its HTTP status.
///
/// The message is safe to show: it names no host and quotes neither tokens nor bodies.
struct GatewayError: Error, Equatable, CustomStringConvertible {
  /// The code in `extensions.code`.
  enum Code: String, Sendable {
    case invalidJSON = "INVALID_JSON"
    case invalidUTF8 = "INVALID_UTF8"
    case invalidParameter = "INVALID_PARAMETER"
    case missingQuery = "MISSING_QUERY"
    case batchingNotSupported = "BATCHING_NOT_SUPPORTED"
    case methodNotAllowed = "METHOD_NOT_ALLOWED"
    case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
    case notAcceptable = "NOT_ACCEPTABLE"
    case payloadTooLarge = "PAYLOAD_TOO_LARGE"
    case crossSiteRefused = "CSRF_REFUSED"
    case notFound = "NOT_FOUND"
  }

  let status: HTTPStatus
  let code: Code
  let message: String
  /// Whether the request as such cannot be understood; a legacy client is told so with status 200.
  var isMalformedRequest: Bool { status == .badRequest && code != .crossSiteRefused }

  init(_ status: HTTPStatus, _ code: Code, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  /// A request whose parameters are not those of a GraphQL request.
  static func parameter(_ message: String) -> GatewayError {
    GatewayError(.badRequest, .invalidParameter, message)
  }

  /// The error in the shape that the answer shows.
  var graphQLError: GraphQLError { GraphQLError(message, extensions: ["code": code.rawValue]) }

  var description: String { "\(status.code) \(code.rawValue): \(message)" }
}
