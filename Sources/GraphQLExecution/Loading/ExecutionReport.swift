import HTTPCore
import Synchronization

/// Records what the loaders of an operation do: their fetches, and the headers that the client receives.
public final class ExecutionReport: Sendable {
  /// One fetch, in words that hold nothing secret.
  public struct Fetch: Sendable, Equatable {
    /// The loader's name, for example `users: GET /users?ids={$keys.id}`: a template, without host and values.
    public var loader: String
    /// How many keys it was for.
    public var keys: Int
    /// How long after the operation's start it began.
    public var begin: Duration
    /// How long it took, with waiting, retries and pauses.
    public var took: Duration
    /// How often it was sent; 0 when it was not.
    public var attempts: Int
    /// Whether another fetch under way has answered it.
    public var isShared: Bool
    /// The status of the last answer; nil without one.
    public var status: Int?

    /// A fetch.
    public init(loader: String, keys: Int, begin: Duration, took: Duration, attempts: Int, isShared: Bool, status: Int?) {
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

  /// When the operation began.
  public let start = ContinuousClock.now
  /// Whether anybody wants to know of fetches.
  public let recordsFetches: Bool
  private let state = Mutex<(fetches: [Fetch], headers: [Header])>(([], []))

  /// An empty report.
  public init(recordsFetches: Bool = false) {
    self.recordsFetches = recordsFetches
  }

  /// Adds a fetch.
  public func note(_ fetch: Fetch) { state.withLock { $0.fetches.append(fetch) } }

  /// Adds a header of a service's response for the client.
  public func addHeader(_ name: String, _ value: String, from service: String) {
    state.withLock { $0.headers.append(Header(service: service, name: name, value: value)) }
  }

  /// All fetches, in the order in which they began.
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
