import HTTPCore
import Observability
import SharedKernel

/// Answers requests and names the route of each, for metrics and the access log. `ObservedHandler` makes an `HTTPHandler` of it.
public protocol RoutedHandler: Sendable {
  /// `RequestTrace.current` is `trace` while this runs. `path` is the path of the request's target.
  func respond(to request: HTTPRequest, path: String, trace: RequestTrace) async -> RoutedResponse

  /// The response to a request that needs neither waiting nor the trace, such as one for the process's health; nil for any other.
  func respondAtOnce(to request: HTTPRequest, path: String) -> RoutedResponse?
}

extension RoutedHandler {
  public func respondAtOnce(to request: HTTPRequest, path: String) -> RoutedResponse? { nil }
}

/// A response with what is recorded about it.
public struct RoutedResponse: Sendable {
  /// Where a request is recorded.
  public enum Recording: Sendable {
    /// Metrics and access log.
    case all
    /// Metrics only.
    case metrics
    /// Neither. The response gets no request id either.
    case none
  }

  public var response: HTTPResponse
  /// The route's name in metrics: one of the process's own names, never text from a client.
  public var route: String
  public var recording: Recording
  /// The caller, for the access log.
  public var userID: EntityID?

  public init(_ response: HTTPResponse, route: String, recording: Recording = .all, userID: EntityID? = nil) {
    self.response = response
    self.route = route
    self.recording = recording
    self.userID = userID
  }
}
