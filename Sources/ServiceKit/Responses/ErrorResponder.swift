import Crypto
import HTTPCore
import Logging
import Observability
import Postgres
import Redis
import ServiceStorage

/// The one place in which errors become what the caller sees. What nobody expected is 500 with the request id, its details in the log.
enum ErrorResponder {
  static func respond(to error: any Error, requestID: String, logger: Logger) -> HTTPResponse {
    let visible = visibleError(for: error)
    if visible.status >= 500, visible.status != 501 {
      logger.log(
        level: visible.status == 503 ? .warning : .error, "request failed",
        metadata: ["error": "\(error)", "errorType": "\(type(of: error))"])
      if let error = error as? PostgresError, let words = error.serverMessage {
        logger.debug("database message", metadata: ["words": "\(words)"])
      }
    }
    return Envelope.failure(visible, requestID: requestID)
  }

  /// The answer to a request that the server refuses before it is one.
  @Sendable static func refuse(_ error: HTTPError) -> HTTPResponse {
    let requestID = RequestID.make()
    var response = Envelope.failure(visibleError(for: error), requestID: requestID)
    response.headers[RequestID.headerName] = requestID
    return response
  }

  static func visibleError(for error: any Error) -> ServiceError {
    switch error {
    case let error as ServiceError:
      return error
    case let error as any ServiceErrorConvertible:
      return error.serviceError
    case let error as HTTPError:
      let code = error.status == .badRequest ? "INVALID_INPUT" : error.code.rawValue
      return ServiceError(status: error.status, code: code, message: error.message)
    case IdempotencyError.mismatch:
      return .idempotencyMismatch()
    case IdempotencyError.incomplete:
      return .serviceUnavailable()
    case let error as PostgresError:
      switch error.code {
      case .unavailable, .timeout, .serializationFailure, .cancelled: return .serviceUnavailable()
      default: return .unexpected()
      }
    case let error as RedisError:
      switch error.code {
      case .unavailable, .timeout: return .serviceUnavailable()
      default: return .unexpected()
      }
    case let error as CryptoError where error.code == .busy:
      return .serviceUnavailable("Too many sign-ins at once, try again", retryAfter: 2)
    case is CancellationError:
      return .serviceUnavailable()
    default:
      return .unexpected()
    }
  }
}
