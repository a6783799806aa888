import HTTPCore

/// What the server says by itself, in the error envelope of all services.
enum ErrorResponse {
  @Sendable static func make(_ error: HTTPError) -> HTTPResponse {
    // Codes and messages are this project's own words without quotes or backslashes: they need no escaping.
    let body = "{\"success\":false,\"error\":{\"code\":\"\(error.code.rawValue)\",\"message\":\"\(error.message)\"}}"
    return HTTPResponse(status: error.status, headers: ["content-type": "application/json"], body: Array(body.utf8))
  }
}
