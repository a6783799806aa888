/// A response status (RFC 9110 §15).
public struct HTTPStatus: Hashable, Sendable, CustomStringConvertible {
  public let code: Int

  /// A status with any code; 100...599 are the ones that HTTP knows.
  public init(code: Int) { self.code = code }

  public static var `continue`: HTTPStatus { HTTPStatus(code: 100) }
  public static var switchingProtocols: HTTPStatus { HTTPStatus(code: 101) }
  public static var ok: HTTPStatus { HTTPStatus(code: 200) }
  public static var created: HTTPStatus { HTTPStatus(code: 201) }
  public static var accepted: HTTPStatus { HTTPStatus(code: 202) }
  public static var noContent: HTTPStatus { HTTPStatus(code: 204) }
  public static var movedPermanently: HTTPStatus { HTTPStatus(code: 301) }
  public static var found: HTTPStatus { HTTPStatus(code: 302) }
  public static var seeOther: HTTPStatus { HTTPStatus(code: 303) }
  public static var notModified: HTTPStatus { HTTPStatus(code: 304) }
  public static var badRequest: HTTPStatus { HTTPStatus(code: 400) }
  public static var unauthorized: HTTPStatus { HTTPStatus(code: 401) }
  public static var forbidden: HTTPStatus { HTTPStatus(code: 403) }
  public static var notFound: HTTPStatus { HTTPStatus(code: 404) }
  public static var methodNotAllowed: HTTPStatus { HTTPStatus(code: 405) }
  public static var notAcceptable: HTTPStatus { HTTPStatus(code: 406) }
  public static var requestTimeout: HTTPStatus { HTTPStatus(code: 408) }
  public static var conflict: HTTPStatus { HTTPStatus(code: 409) }
  public static var gone: HTTPStatus { HTTPStatus(code: 410) }
  public static var preconditionFailed: HTTPStatus { HTTPStatus(code: 412) }
  public static var contentTooLarge: HTTPStatus { HTTPStatus(code: 413) }
  public static var uriTooLong: HTTPStatus { HTTPStatus(code: 414) }
  public static var unsupportedMediaType: HTTPStatus { HTTPStatus(code: 415) }
  public static var expectationFailed: HTTPStatus { HTTPStatus(code: 417) }
  public static var unprocessableContent: HTTPStatus { HTTPStatus(code: 422) }
  public static var tooManyRequests: HTTPStatus { HTTPStatus(code: 429) }
  public static var requestHeaderFieldsTooLarge: HTTPStatus { HTTPStatus(code: 431) }
  public static var internalServerError: HTTPStatus { HTTPStatus(code: 500) }
  public static var notImplemented: HTTPStatus { HTTPStatus(code: 501) }
  public static var badGateway: HTTPStatus { HTTPStatus(code: 502) }
  public static var serviceUnavailable: HTTPStatus { HTTPStatus(code: 503) }
  public static var gatewayTimeout: HTTPStatus { HTTPStatus(code: 504) }
  public static var httpVersionNotSupported: HTTPStatus { HTTPStatus(code: 505) }

  /// Whether the code is 2xx.
  public var isSuccess: Bool { (200..<300).contains(code) }

  /// Whether a response with this status never has a body (RFC 9110 §6.4.1).
  public var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }

  /// The phrase that goes with the code; empty for a code without one (RFC 9112 §4 allows it).
  public var reasonPhrase: String {
    switch code {
    case 100: "Continue"
    case 101: "Switching Protocols"
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 206: "Partial Content"
    case 207: "Multi-Status"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 421: "Misdirected Request"
    case 422: "Unprocessable Content"
    case 426: "Upgrade Required"
    case 428: "Precondition Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: ""
    }
  }

  /// Code and phrase, `404 Not Found`.
  public var description: String { reasonPhrase.isEmpty ? "\(code)" : "\(code) \(reasonPhrase)" }
}
