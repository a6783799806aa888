import Synchronization

/// What loaders tell of a running operation besides values: what they have fetched, and which headers go back to the client.
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

  /// A header for the client.
  public struct Header: Sendable, Equatable {
    /// The service that sent it.
    public let source: String
    /// Its name, in lower case.
    public let name: String
    /// Its value.
    public let value: String
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

  /// Adds a header for the client; several of one name all go.
  public func handBack(_ name: String, _ value: String, from source: String) {
    state.withLock { $0.headers.append(Header(source: source, name: name, value: value)) }
  }

  /// All fetches, in the order in which they began.
  public var fetches: [Fetch] { state.withLock { $0.fetches.sorted { $0.begin < $1.begin } } }

  /// All headers, by service and name; those of one name in the order in which they came.
  public var headers: [Header] {
    state.withLock { state in
      state.headers.enumerated().sorted {
        ($0.element.source, $0.element.name, $0.offset) < ($1.element.source, $1.element.name, $1.offset)
      }.map(\.element)
    }
  }
}
