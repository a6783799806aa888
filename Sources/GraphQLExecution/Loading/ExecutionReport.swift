import HTTPCore
import Synchronization

/// Records what the loaders of an operation do: their fetches, and the headers that the client receives.
public final class ExecutionReport: Sendable {
  /// One fetch. It contains nothing confidential.
  public struct Fetch: Sendable, Equatable {
    public var loader: LoaderDescription
    /// The number of keys.
    public var keys: Int
    /// The time from the start of the operation to the start of the fetch.
    public var begin: Duration
    /// The duration, including waiting, retries and pauses.
    public var took: Duration
    /// The number of requests that were sent.
    public var attempts: Int
    /// Whether it got the response of a concurrent fetch.
    public var isShared: Bool
    /// The status of the last response; nil when there was none.
    public var status: Int?

    public init(loader: LoaderDescription, keys: Int, begin: Duration, took: Duration, attempts: Int, isShared: Bool, status: Int?) {
      self.loader = loader
      self.keys = keys
      self.begin = begin
      self.took = took
      self.attempts = attempts
      self.isShared = isShared
      self.status = status
    }
  }

  private struct Header: Sendable {
    /// The service that sent it.
    let service: String
    let name: String
    let value: String
  }

  public let start = ContinuousClock.now
  /// Whether fetches are recorded.
  public let recordsFetches: Bool
  private let state = Mutex<(fetches: [Fetch], headers: [Header])>(([], []))

  public init(recordsFetches: Bool = false) {
    self.recordsFetches = recordsFetches
  }

  public func note(_ fetch: Fetch) { state.withLock { $0.fetches.append(fetch) } }

  /// Adds a header of a service's response for the client.
  public func addHeader(_ name: String, _ value: String, from service: String) {
    state.withLock { $0.headers.append(Header(service: service, name: name, value: value)) }
  }

  /// All fetches, in the order of their start.
  public var fetches: [Fetch] { state.withLock { $0.fetches.sorted { $0.begin < $1.begin } } }

  /// The headers for the client, sorted by service and name. Headers of one service and name keep the order in which they came.
  public var headers: HTTPFields {
    let received = state.withLock { $0.headers }
    var fields = HTTPFields()
    for (_, header) in received.enumerated().sorted(by: {
      ($0.element.service, $0.element.name, $0.offset) < ($1.element.service, $1.element.name, $1.offset)
    }) { fields.append(header.name, header.value) }
    return fields
  }
}
