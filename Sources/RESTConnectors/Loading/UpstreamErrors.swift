import GraphQLExecution
import JSON
import Upstreams

/// The errors that clients see for failed calls: a code, the service's name, and the parts of the response that `errors` maps.
enum UpstreamErrors {
  private static let longestMessage = 1_000
  private static let longestCode = 64
  private static let longestDetails = 8 * 1024

  static func failure(_ failure: UpstreamFailure, service: String) -> LoadFailure {
    let (message, code) =
      switch failure {
      case .unreachable, .refused: ("The \(service) service is unavailable.", "SERVICE_UNAVAILABLE")
      case .insecure: ("There is no secure connection to the \(service) service.", "SERVICE_UNAVAILABLE")
      case .timeout: ("The \(service) service did not respond in time.", "TIMEOUT")
      case .malformed: ("The \(service) service sent a response that cannot be read.", "BAD_UPSTREAM_RESPONSE")
      case .tooLarge: ("The \(service) service sent a response that is too large.", "UPSTREAM_RESPONSE_TOO_LARGE")
      case .overloaded: ("Too many calls to the \(service) service are running.", "SERVICE_OVERLOADED")
      case .cancelled: ("The request was cancelled.", "CANCELLED")
      }
    return LoadFailure(message, code: code, extensions: ["service": service])
  }

  static func failure(_ response: DecodedResponse, mapping: ErrorMapping, service: String) -> LoadFailure {
    let body: JSONView? = if case .json(let root) = response.content { root } else { nil }
    let status = response.status
    var json = details(body, mapping.details)
    // RFC 6585 §4 and RFC 9110 §15.6.4: when the client may try again, in seconds.
    if status == 429 || status == 503, let wait = response.retryAfter { json["retryAfter"] = String(wait.components.seconds) }
    return LoadFailure(
      text(body, mapping.message) ?? message(of: status, service), code: Self.code(body, mapping.code) ?? code(of: status),
      extensions: ["service": service], jsonExtensions: json)
  }

  static func notJSON(_ service: String) -> LoadFailure {
    LoadFailure(
      "The \(service) service sent a response that is not JSON.", code: "BAD_UPSTREAM_RESPONSE", extensions: ["service": service])
  }

  static func notFound(_ service: String) -> LoadFailure {
    LoadFailure(message(of: 404, service), code: "NOT_FOUND", extensions: ["service": service])
  }

  /// The error of an entry of `perKey`. Message and code are at the paths of `errors`, or directly under the last names of these paths.
  static func failure(entry: JSONView, mapping: ErrorMapping, service: String) -> LoadFailure {
    LoadFailure(
      text(entry, mapping.message) ?? text(entry, mapping.message?.last) ?? "The \(service) service could not provide this.",
      code: code(entry, mapping.code) ?? code(entry, mapping.code?.last) ?? "UPSTREAM_ERROR", extensions: ["service": service],
      jsonExtensions: details(entry, mapping.details).merging(details(entry, mapping.details?.last)) { own, _ in own })
  }

  /// The entry `details` of an error's extensions.
  private static func details(_ body: JSONView?, _ path: JSONPath?) -> [String: String] {
    guard let path, let found = body?.value(at: path), !found.isNull, found.raw.count <= longestDetails else { return [:] }
    return ["details": JSONValue(found).text]
  }

  private static func text(_ body: JSONView?, _ path: JSONPath?) -> String? {
    guard let path, let text = body?.value(at: path)?.string, !text.isEmpty else { return nil }
    return text.count <= longestMessage ? text : String(text.prefix(longestMessage)) + "…"
  }

  /// A code consists of letters, digits and `_-.`. Other texts are not passed on.
  private static func code(_ body: JSONView?, _ path: JSONPath?) -> String? {
    guard let path, let view = body?.value(at: path), let text = view.string ?? view.numberText else { return nil }
    guard !text.isEmpty, text.utf8.count <= longestCode else { return nil }
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    return isWord ? text : nil
  }

  static func code(of status: Int) -> String {
    switch status {
    case 400, 422: "INVALID_INPUT"
    case 401: "UNAUTHENTICATED"
    case 403: "FORBIDDEN"
    case 404, 410: "NOT_FOUND"
    case 405: "METHOD_NOT_ALLOWED"
    case 408, 504: "TIMEOUT"
    case 409: "CONFLICT"
    case 412: "PRECONDITION_FAILED"
    case 413: "PAYLOAD_TOO_LARGE"
    case 415: "UNSUPPORTED_MEDIA_TYPE"
    case 428: "PRECONDITION_REQUIRED"
    case 429: "TOO_MANY_REQUESTS"
    case 502, 503: "SERVICE_UNAVAILABLE"
    case 300..<400: "BAD_UPSTREAM_RESPONSE"
    default: "UPSTREAM_ERROR"
    }
  }

  private static func message(of status: Int, _ service: String) -> String {
    switch status {
    case 401: "The \(service) service requires authentication."
    case 403: "The \(service) service does not allow this."
    case 404, 410: "The \(service) service did not find the requested resource."
    case 408, 504: "The \(service) service did not respond in time."
    case 429: "The \(service) service received too many requests."
    case 502, 503: "The \(service) service is unavailable."
    case 400..<500: "The \(service) service rejected the request."
    default: "The \(service) service failed."
    }
  }
}

extension JSONPath {
  /// The path that consists of the last step.
  var last: JSONPath? {
    steps.last.map { JSONPath(member: String(decoding: $0.name, as: UTF8.self)) }
  }
}
