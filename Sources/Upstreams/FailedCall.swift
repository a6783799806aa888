/// An attempt of a call whose response cannot be used, for logs and metrics. It has no value of a request: no key, no argument, no query, no header.
public struct FailedCall: Sendable, Equatable {
  /// The name of the upstream.
  public let service: String
  public let method: String
  /// The path as the schema file writes it, without its query.
  public let template: String
  /// What went wrong in a few words, from a small set: `timeout`, `status 503`, `not JSON`, `TLS failed: …`.
  public let reason: String
  /// The code of the error that the client sees, unless the upstream's own code replaces it.
  public let code: String
  /// The status of the response; nil when there was none.
  public let status: Int?
  /// The number of the attempt, from 1; 0 when the request was not sent.
  public let attempt: Int
  /// The time since the load began, with waiting, retries and pauses.
  public let duration: Duration
}

extension UpstreamFailure {
  /// The failure in a few words.
  package var reason: String {
    switch self {
    case .unreachable: "unreachable"
    case .insecure(let reason): "TLS failed: \(reason)"
    case .timeout: "timeout"
    case .malformed: "malformed"
    case .tooLarge: "too large"
    case .refused: "not sent"
    case .overloaded: "overloaded"
    case .cancelled: "cancelled"
    }
  }
}
