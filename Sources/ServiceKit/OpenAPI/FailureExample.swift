import JSON

/// What a status of a failure means here, and an answer with it.
struct FailureExample {
  let status: Int

  /// One line for the description.
  var meaning: String {
    switch status {
    case 400: "the request is malformed; `details` names every fault"
    case 401: "no token, or none that counts"
    case 403: "the caller may see this but not do it"
    case 404: "not there, or not the caller's: the two are never told apart"
    case 409: "in the way of what exists, or no step of the state machine"
    case 412: "If-Match names an older state"
    case 413: "the body is too large"
    case 415: "the body is not application/json"
    case 422: "understood, but it cannot be: the Idempotency-Key was used with another request, or a total is too large"
    case 429: "too many attempts"
    case 503: "a dependency is away, or there is too much to do"
    default: "ours; the log has the details under the request's id"
    }
  }

  /// The fields that come with the status.
  var headers: [AnswerHeader] {
    switch status {
    case 401: [.challenge]
    case 429, 503: [.retryAfter]
    default: []
    }
  }

  /// Writes an answer with this status.
  func write(to writer: inout JSONWriter) {
    let error = error
    writer.object { writer in
      writer.member("success", false)
      writer.member("error") { writer in
        writer.member("code", error.code)
        writer.member("message", error.message)
        writer.member("details", error.details) { writer, detail in
          writer.object {
            $0.member("field", detail.field)
            $0.member("message", detail.message)
          }
        }
      }
      writer.member("requestId", AnswerHeader.requestID.example)
    }
  }

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
