import Concurrency
import CoreMetrics
import Crypto
import GraphQL
import HTTPCore
import JSON
import Logging
import Synchronization

/// Finds the document of a request that names it by an identifier, and refuses documents that are not trusted.
///
/// Source: GraphQL over HTTP, appendix A; Apollo's protocol for automatic persisted queries; the codes of the Apollo Router.
final class PersistedOperations: Sendable {
  /// What happens to a document that is not trusted.
  enum Mode: String, Sendable, CaseIterable {
    case off
    /// It is executed, and logged once.
    case log
    /// It is refused.
    case enforce
  }

  /// The document of one request.
  struct Resolved: Sendable {
    let text: String
    /// The document's hash if it is persisted. The engine then neither reads nor hashes the text of an operation that it has prepared.
    let hash: String?
    /// Whether the client registers the document, once it turns out to be valid.
    var isNew = false
  }

  /// The header with the secret that allows a request with a document that is not trusted.
  static let overrideHeader = "trellis-allow-untrusted"

  private let trusted: TrustedDocuments?
  private let mode: Mode
  private let overrideSecret: [UInt8]?
  private let automatic: AutomaticPersistedQueries?
  private let logger: Logger
  private let metrics: PersistedOperationMetrics
  /// The documents that were logged, by hash.
  private let logged = Mutex(LRUCache<String, Bool>(capacity: 1000))

  /// - Parameters:
  ///   - trusted: nil if there are none. Then the mode must be `off`.
  ///   - overrideSecret: nil if no request may override the mode `enforce`.
  ///   - automatic: nil if clients cannot register documents.
  init(
    trusted: TrustedDocuments? = nil, mode: Mode = .off, overrideSecret: String? = nil, automatic: AutomaticPersistedQueries? = nil,
    metrics: PersistedOperationMetrics = PersistedOperationMetrics { _ in NOOPMetricsHandler.instance },
    logger: Logger = Logger(label: "gateway")
  ) {
    self.trusted = trusted
    self.mode = mode
    self.overrideSecret = overrideSecret.map { Array($0.utf8) }
    self.automatic = automatic
    self.metrics = metrics
    self.logger = logger
  }

  /// Whether the text of the request is its document, and nothing has to be looked up or checked.
  func passes(_ request: GraphQLRequest) -> Bool { mode == .off && !request.query.isEmpty && request.extensions.count == 0 }

  /// The document of a request.
  ///
  /// - Throws: an error of the protocol, or the refusal of a document that is not trusted.
  func resolve(_ request: GraphQLRequest, _ headers: HTTPFields) async throws(GatewayError) -> Resolved {
    let extended = request.extensions.count == 0 ? nil : request.extensions["persistedQuery"]
    if request.query.isEmpty { return try await find(request, try Self.hash(extended), headers) }
    if extended == nil, mode == .off { return Resolved(text: request.query, hash: nil) }
    let hash = try Self.hash(extended)
    if let document = trusted?.document(text: request.query) {
      guard hash == nil || hash == document.hash || trusted?.document(identifiedBy: hash ?? "") == document else { throw .hashMismatch }
      return Resolved(text: document.text, hash: document.hash)
    }
    try checkTrust(of: request, headers)
    guard let hash else { return Resolved(text: request.query, hash: nil) }
    guard let automatic else { throw .persistedQueryNotSupported }
    // The registered text, not the given one: `==` of strings ignores how characters are composed.
    if let known = automatic.known(hash), known == request.query { return Resolved(text: known, hash: hash) }
    guard SHA256.hexDigest(request.query) == hash else { throw .hashMismatch }
    return Resolved(text: request.query, hash: hash, isNew: true)
  }

  /// Registers the document of a request whose operation is valid.
  func register(_ resolved: Resolved) async {
    guard resolved.isNew, let hash = resolved.hash else { return }
    metrics.registered.increment(by: 1)
    await automatic?.register(PersistedDocument(text: resolved.text, hash: hash))
  }

  /// Finds the document of a request without a text.
  private func find(_ request: GraphQLRequest, _ hash: String?, _ headers: HTTPFields) async throws(GatewayError) -> Resolved {
    guard let identifier = request.documentID ?? hash else { throw .missingQuery }
    if let document = trusted?.document(identifiedBy: identifier) {
      metrics.found.increment(by: 1)
      return Resolved(text: document.text, hash: document.hash)
    }
    let isOverridden = mode == .enforce && isAllowed(headers)
    if mode == .enforce, !isOverridden {
      metrics.refused.increment(by: 1)
      throw .unknownDocument
    }
    // An identifier of the draft can be the hash of an automatic persisted query.
    let prefix = PersistedDocument.prefix
    let wanted = request.documentID.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.utf8.count)) : nil } ?? hash
    guard let automatic, let wanted else { throw request.documentID == nil ? .persistedQueryNotSupported : .unknownDocument }
    guard let document = await automatic.document(hash: wanted) else {
      metrics.missed.increment(by: 1)
      throw request.documentID == nil ? .persistedQueryNotFound : .unknownDocument
    }
    metrics.found.increment(by: 1)
    if mode == .log { log(document.hash, request) }
    return Resolved(text: document.text, hash: document.hash)
  }

  /// Throws if the document must be trusted, and is not.
  private func checkTrust(of request: GraphQLRequest, _ headers: HTTPFields) throws(GatewayError) {
    switch mode {
    case .off: return
    case .log: log(SHA256.hexDigest(request.query), request)
    case .enforce:
      guard !isAllowed(headers) else { return }
      metrics.refused.increment(by: 1)
      throw .untrustedDocument
    }
  }

  /// Whether the request has the override header with the right secret.
  private func isAllowed(_ headers: HTTPFields) -> Bool {
    guard let overrideSecret, let given = headers[Self.overrideHeader] else { return false }
    // The digests have equal lengths, so the time of the comparison depends on neither text.
    guard constantTimeEquals(SHA256.digest(Array(given.utf8)), SHA256.digest(overrideSecret)) else { return false }
    metrics.overridden.increment(by: 1)
    return true
  }

  /// Counts a document that `enforce` would refuse, and logs it the first time. The text is not logged, as queries never are.
  private func log(_ hash: String, _ request: GraphQLRequest) {
    metrics.logged.increment(by: 1)
    let isNew = logged.withLock { logged in
      guard logged.value(for: hash) == nil else { return false }
      logged.insert(true, for: hash)
      return true
    }
    guard isNew else { return }
    logger.warning(
      "document is not trusted",
      metadata: ["document": "\(PersistedDocument.prefix)\(hash)", "operation": "\((request.operationName ?? "").prefix(128))"])
  }

  /// The hash of `extensions.persistedQuery`. Nil without this extension.
  private static func hash(_ extended: JSONValue?) throws(GatewayError) -> String? {
    guard let extended, extended != .null else { return nil }
    guard case .object(let members) = extended, members["version"]?.int == 1 else { throw .unsupportedPersistedQueryVersion }
    guard case .string(let hash)? = members["sha256Hash"], !hash.isEmpty else {
      throw GatewayError(GraphQLRequestError(.invalidParameter, "\"extensions.persistedQuery.sha256Hash\" must be a string."))
    }
    return hash
  }
}

/// What happens to requests with persisted documents: `gateway_persisted_documents_total`.
struct PersistedOperationMetrics: Sendable {
  let found: any CounterHandler
  let missed: any CounterHandler
  let registered: any CounterHandler
  let refused: any CounterHandler
  let logged: any CounterHandler
  let overridden: any CounterHandler

  init(counter: (_ result: String) -> any CounterHandler) {
    found = counter("found")
    missed = counter("missed")
    registered = counter("registered")
    refused = counter("refused")
    logged = counter("logged")
    overridden = counter("overridden")
  }
}
