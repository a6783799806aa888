import HTTPCore

/// An error that the caller sees: the status, code and message of the failure envelope.
public struct ServiceError: Error, Sendable, Hashable, CustomStringConvertible {
  public let status: Int
  /// The code to branch on, such as `NOT_FOUND`.
  public let code: String
  public let message: String
  /// The errors of an invalid request, one per member.
  public let details: [FieldError]
  /// `Retry-After` in seconds, if a retry makes sense.
  public let retryAfter: Int?
  /// The methods of the `Allow` field (405).
  public let allow: [String]

  /// An error with a code of its own. The common errors have factory methods.
  public init(
    status: HTTPStatus, code: String, message: String, details: [FieldError] = [], retryAfter: Int? = nil, allow: [String] = []
  ) {
    self.status = status.code
    self.code = code
    self.message = message
    self.details = details
    self.retryAfter = retryAfter
    self.allow = allow
  }

  public var description: String { "\(code): \(message)" }
}

extension ServiceError {
  /// 400: the request is malformed or invalid. Each detail describes one error.
  public static func invalidInput(_ details: [FieldError], message: String = "Validation failed") -> ServiceError {
    ServiceError(status: .badRequest, code: "INVALID_INPUT", message: message, details: details)
  }

  /// 400 for one member.
  public static func invalidInput(_ field: String, _ message: String) -> ServiceError {
    invalidInput([FieldError(field: field, message: message)])
  }

  /// 401: the token is missing or not valid.
  public static func unauthenticated(_ message: String = "Authentication required") -> ServiceError {
    ServiceError(status: .unauthorized, code: "UNAUTHENTICATED", message: message)
  }

  /// 403: the caller is known but not allowed to do this.
  public static func forbidden(_ message: String = "You are not allowed to do this") -> ServiceError {
    ServiceError(status: .forbidden, code: "FORBIDDEN", message: message)
  }

  /// 404: the resource does not exist, or it belongs to another user. `what` names it, such as `Order`.
  public static func notFound(_ what: String = "Resource") -> ServiceError {
    ServiceError(status: .notFound, code: "NOT_FOUND", message: "\(what) not found")
  }

  /// 405, with the allowed methods.
  public static func methodNotAllowed(_ allow: [String]) -> ServiceError {
    ServiceError(
      status: .methodNotAllowed, code: "METHOD_NOT_ALLOWED", message: "Allowed here: \(allow.joined(separator: ", "))", allow: allow)
  }

  /// 409: the request conflicts with existing data.
  public static func conflict(_ message: String) -> ServiceError { ServiceError(status: .conflict, code: "CONFLICT", message: message) }

  /// 409: the state machine has no such transition. The message names both states.
  public static func illegalStateChange(_ message: String) -> ServiceError {
    ServiceError(status: .conflict, code: "ILLEGAL_STATE_CHANGE", message: message)
  }

  /// 412: the resource has changed since the ETag in `If-Match`.
  public static func preconditionFailed(_ message: String = "The resource has changed since it was read") -> ServiceError {
    ServiceError(status: .preconditionFailed, code: "PRECONDITION_FAILED", message: message)
  }

  /// 415: not `application/json`.
  public static func unsupportedMediaType(_ message: String = "Content-Type must be application/json") -> ServiceError {
    ServiceError(status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA_TYPE", message: message)
  }

  /// 422: the idempotency key was used with another request.
  public static func idempotencyMismatch() -> ServiceError {
    ServiceError(
      status: .unprocessableContent, code: "IDEMPOTENCY_MISMATCH", message: "This Idempotency-Key was used with another request")
  }

  /// 429, with the seconds to wait.
  public static func tooManyRequests(_ message: String = "Too many requests", retryAfter: Int) -> ServiceError {
    ServiceError(status: .tooManyRequests, code: "TOO_MANY_REQUESTS", message: message, retryAfter: retryAfter)
  }

  /// 503: a dependency is unavailable, or the service is overloaded.
  public static func serviceUnavailable(_ message: String = "Temporarily unavailable, try again", retryAfter: Int = 1) -> ServiceError {
    ServiceError(status: .serviceUnavailable, code: "SERVICE_UNAVAILABLE", message: message, retryAfter: retryAfter)
  }

  /// 500: an internal error. The log contains the details with the request id.
  public static func unexpected() -> ServiceError {
    ServiceError(status: .internalServerError, code: "INTERNAL", message: "Something went wrong on our side")
  }
}

/// One invalid member or parameter of a request.
public struct FieldError: Sendable, Hashable {
  /// The member's path, such as `items[0].quantity`.
  public let field: String
  /// What is wrong with it, such as `must be between 1 and 1000`.
  public let message: String

  public init(field: String, message: String) {
    self.field = field
    self.message = message
  }
}

/// An error that says which response it becomes. A service conforms its domain's errors in its `HTTP` folder.
public protocol ServiceErrorConvertible: Error {
  /// What the caller sees.
  var serviceError: ServiceError { get }
  /// What only the debug log shows, such as a database server's message.
  var logDetail: String? { get }
}

extension ServiceErrorConvertible {
  public var logDetail: String? { nil }
}
