import Crypto
import HTTPCore
import Logging
import Observability

/// Turns errors into responses; the only place that does. An unexpected error is a 500 that carries the request id, and its details are logged.
public enum ErrorResponder {
  static func respond(to error: any Error, requestID: String, logger: Logger) -> HTTPResponse {
    let visible = visibleError(for: error)
    if visible.status >= 500 {
      logger.log(
        level: visible.status == 503 ? .warning : .error, "request failed",
        metadata: ["error": "\(error)", "errorType": "\(type(of: error))"])
      if let detail = (error as? any ServiceErrorConvertible)?.logDetail {
        logger.debug("request failed", metadata: ["detail": "\(detail)"])
      }
    }
    return Envelope.failure(visible, requestID: requestID)
  }

  /// The response to a request that the server refuses before it is complete.
  @Sendable public static func refuse(_ error: HTTPError) -> HTTPResponse {
    let requestID = RequestTrace.current?.requestID ?? RequestID.make()
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
    case let error as CryptoError where error.code == .busy:
      return .serviceUnavailable("Too many sign-ins at once, try again", retryAfter: 2)
    case is CancellationError:
      return .serviceUnavailable()
    default:
      return .unexpected()
    }
  }
}
