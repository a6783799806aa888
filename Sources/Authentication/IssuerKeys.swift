import Concurrency
import Crypto
import Logging
import ServiceLifecycle
import Synchronization

/// The keys that verify the tokens of one issuer: fixed ones, or a JSON Web Key Set (RFC 7517 §5) from a file or a server, which is read again.
///
/// A set that cannot be read does not replace the known keys, so an issuer that is away costs nothing. A token that names an unknown key makes the set be
/// read again, at most once in 30 s, because anyone can write such a token.
public final class IssuerKeys: Service {
  /// The keys that are known at one time.
  public struct Known: Sendable {
    public let keys: [JWTKey]
    /// Another number than that of earlier keys. What an earlier key has verified is to be verified again.
    public let version: Int

    func names(_ keyID: String?) -> Bool { keyID == nil || keys.contains { $0.identifier == nil || $0.identifier == keyID } }
  }

  /// Why a set cannot be used. The description is safe to log: it has no contents of the set.
  public struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
  }

  /// Reads the text of a set.
  public typealias Read = @Sendable () async throws(Unreadable) -> [UInt8]

  /// The pause between two readings that tokens with unknown keys cause.
  static let unknownKeyPause = Duration.seconds(30)
  /// The pause between two readings while no set has been read.
  static let firstSetPause = Duration.seconds(1)
  /// How often the set is read without a reason, so that a key that the issuer has removed is forgotten.
  static let interval = Duration.seconds(300)

  private struct State: Sendable {
    var known: Known?
    var lastReading: MonotonicTime?
    var isFailing = false
  }

  private let read: Read?
  private let algorithms: Set<JWTAlgorithm>
  private let issuer: String
  private let logger: Logger
  private let now: @Sendable () -> MonotonicTime
  private let state: Mutex<State>
  private let readings = SingleFlight<Int, Bool>()

  /// Keys that never change.
  public init(fixed keys: [JWTKey]) {
    read = nil
    algorithms = []
    issuer = ""
    logger = Logger(label: "keys") { _ in SwiftLogNoOpLogHandler() }
    now = { .now }
    state = Mutex(State(known: Known(keys: keys, version: 0)))
  }

  /// The keys of a set, for these algorithms. Nothing is read yet.
  ///
  /// - Parameter issuer: the issuer's name, for the log.
  public convenience init(issuer: String, algorithms: Set<JWTAlgorithm>, logger: Logger, read: @escaping Read) {
    self.init(issuer: issuer, algorithms: algorithms, logger: logger, now: { .now }, read: read)
  }

  init(
    issuer: String, algorithms: Set<JWTAlgorithm>, logger: Logger, now: @escaping @Sendable () -> MonotonicTime, read: @escaping Read
  ) {
    self.read = read
    self.algorithms = algorithms
    self.issuer = issuer
    self.logger = logger
    self.now = now
    state = Mutex(State())
  }

  /// Whether the keys come from a set, so that `run()` has something to do.
  public var isReadAgain: Bool { read != nil }

  /// The keys, without reading the set again; nil while none has been read.
  public var known: Known? { state.withLock { $0.known } }

  /// The keys for a token that names `keyID`, after reading the set again if it does not have that key. Nil if no set could be read so far.
  public func known(for keyID: String?) async -> Known? {
    if let known, known.names(keyID) { return known }
    guard read != nil else { return known }
    _ = await readings.value(for: 0, isShareable: { _ in true }) {
      let isDue = state.withLock { state in
        guard let last = state.lastReading else { return true }
        return now() >= last.advanced(by: state.known == nil ? Self.firstSetPause : Self.unknownKeyPause)
      }
      if isDue { await refresh() }
      return true
    }
    return known
  }

  /// Reads the set. If that fails, the known keys stay.
  public func refresh() async {
    guard let read else { return }
    state.withLock { $0.lastReading = now() }
    do throws(Unreadable) {
      let text = try await read()
      guard let keys = JWTKey.publicKeys(jwks: text, algorithms: algorithms) else {
        throw Unreadable("it is not a JSON Web Key Set")
      }
      let isNew = state.withLock { state in
        let isNew = state.known.map { Self.names(of: $0.keys) != Self.names(of: keys) } ?? true
        if isNew { state.known = Known(keys: keys, version: (state.known?.version ?? 0) + 1) }
        let wasFailing = state.isFailing
        state.isFailing = false
        return isNew || wasFailing
      }
      guard isNew else { return }
      logger.notice("keys of an issuer read", metadata: ["issuer": "\(issuer)", "keys": .stringConvertible(keys.count)])
      if keys.isEmpty {
        logger.warning("no key of the issuer can be used; its tokens are refused", metadata: ["issuer": "\(issuer)"])
      }
    } catch {
      let (isFirst, hasKeys) = state.withLock { state in
        defer { state.isFailing = true }
        return (!state.isFailing, state.known != nil)
      }
      guard isFirst else { return }
      logger.warning(
        "keys of an issuer cannot be read; \(hasKeys ? "the known ones stay" : "its tokens cannot be verified")",
        metadata: ["issuer": "\(issuer)", "reason": "\(error)"])
    }
  }

  /// What tells sets of keys apart: the keys' texts.
  private static func names(of keys: [JWTKey]) -> [[UInt8]] { keys.map { Array($0.algorithm.rawValue.utf8) + ($0.publicKey ?? []) } }

  /// Reads the set at once, and then at intervals, until the task is cancelled or the service group stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        _ = await self.readings.value(for: 0, isShareable: { _ in true }) {
          await self.refresh()
          return true
        }
        try? await Task.sleep(for: self.known == nil ? .seconds(2) : Self.interval)
      }
    }
  }
}
