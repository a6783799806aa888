import JSON

/// The meaning of a failure status, with an example response.
struct FailureExample {
  let status: Int

  var meaning: String {
    switch status {
    case 400: "the request is malformed; `details` lists every error"
    case 401: "the token is missing or not valid"
    case 403: "the caller may see the resource but not do this"
    case 404: "the resource does not exist, or it belongs to another user"
    case 409: "the request conflicts with existing data, or the state machine has no such transition"
    case 412: "the resource has changed since the ETag in If-Match"
    case 413: "the body is too large"
    case 415: "the body is not application/json"
    case 422: "the Idempotency-Key was used with another request, or a total is too large"
    case 429: "too many attempts; retry after the given time"
    case 503: "a dependency is unavailable, or the service is overloaded"
    default: "an internal error; the log has the details under the request id"
    }
  }

  /// The header fields of a response with this status.
  var headers: [ResponseHeader] {
    switch status {
    case 401: [.challenge]
    case 429, 503: [.retryAfter]
    default: []
    }
  }

  func write(to writer: inout JSONWriter) { Envelope.write(error, requestID: ResponseHeader.requestID.example, to: &writer) }

  private var error: ServiceError {
    switch status {
    case 400: .invalidInput("limit", "must be a whole number between 1 and 100")
    case 401: .unauthenticated()
    case 403: .forbidden()
    case 404: .notFound()
    case 409: .illegalStateChange("An order cannot change from pending to shipped")
    case 412: .preconditionFailed()
    case 413: ServiceError(status: .contentTooLarge, code: "PAYLOAD_TOO_LARGE", message: "The body is too large")
    case 415: .unsupportedMediaType()
    case 422: .idempotencyMismatch()
    case 429: .tooManyRequests(retryAfter: 60)
    case 503: .serviceUnavailable()
    default: .unexpected()
    }
  }
}
