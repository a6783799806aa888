import GraphTools
import Logging
import ProcessKit
import Redis

struct PersistedOperationSettings: SettingGroup {
  let title = "Persisted operations"
  let introduction = "[persisted-operations.md](../guides/persisted-operations.md) tells how clients and operators use them."
  let automatic = Setting<Bool>.flag(
    "AUTOMATIC_PERSISTED_QUERIES", key: "automaticPersistedQueries", default: true,
    "Whether clients may register documents by their hash (Apollo's APQ). With REDIS_URL, all replicas share them.")
  let automaticBytes = Setting<Int>.integer(
    "AUTOMATIC_PERSISTED_QUERY_BYTES", key: "automaticPersistedQueryBytes", 65_536...1 << 40, default: 32 << 20,
    "The bytes of registered documents in memory.")
  let trustedDocuments = Setting<String?>.path(
    "TRUSTED_DOCUMENTS", key: "trustedDocuments",
    form: "the path of a folder with .graphql files, or of a manifest of Apollo, Relay or graphql-codegen",
    "The documents that clients may name by identifier.")
  let mode = Setting<PersistedOperations.Mode>.choice(
    "TRUSTED_DOCUMENTS_MODE", key: "trustedDocumentsMode", default: .off,
    "What happens to other documents: off executes them, log also logs each once, enforce refuses them.")
  let overrideSecret = Setting<String?>.parsed(
    "TRUSTED_DOCUMENTS_OVERRIDE", key: "trustedDocumentsOverride", form: "your own text of at least 16 bytes", isSecret: true,
    "The value of the header `trellis-allow-untrusted` with which a developer's request is executed in the mode enforce."
  ) { $0.utf8.count >= 16 ? $0 : nil }
  let batchedRequests = Setting<Int>.integer(
    "MAX_BATCHED_REQUESTS", key: "maxBatchedRequests", 0...1000, default: 0,
    "The requests that a batch, a JSON array, can have. 0 refuses batches.")
}

/// The values of `PersistedOperationSettings`.
struct PersistedOperationConfiguration: Sendable {
  /// The bytes of automatic persisted queries in memory. Nil if clients cannot register documents.
  var automaticBytes: Int?
  /// The path of trusted documents.
  var trustedDocuments: String?
  var mode: PersistedOperations.Mode
  var overrideSecret: String?
  /// The requests that a batch can have. 0 if batches are refused.
  var maximumBatch: Int

  init(_ settings: SettingsReader, _ declared: PersistedOperationSettings) throws(ConfigurationError) {
    automaticBytes = try settings.value(of: declared.automatic) ? try settings.value(of: declared.automaticBytes) : nil
    trustedDocuments = try settings.value(of: declared.trustedDocuments)
    mode = try settings.value(of: declared.mode)
    overrideSecret = try settings.value(of: declared.overrideSecret)
    maximumBatch = try settings.value(of: declared.batchedRequests)
    guard mode == .off || trustedDocuments != nil else {
      throw ConfigurationError(
        variable: declared.mode.declaration.variable,
        problem: "is \(mode.rawValue), which needs \(declared.trustedDocuments.declaration.variable): the documents that are trusted")
    }
  }
}

extension PersistedOperations {
  /// Reads the trusted documents.
  convenience init(
    _ configuration: PersistedOperationConfiguration, redis: RedisClient?, metrics: GatewayMetrics, logger: Logger
  ) throws(FileError) {
    var trusted: TrustedDocuments?
    if let path = configuration.trustedDocuments {
      do { trusted = try TrustedDocuments(path: path) } catch {
        throw FileError(description: "\(PersistedOperationSettings().trustedDocuments.declaration.variable): \(error)")
      }
    }
    if let trusted {
      logger.notice(
        "trusted documents", metadata: ["documents": .stringConvertible(trusted.count), "mode": "\(configuration.mode.rawValue)"])
    }
    self.init(
      trusted: trusted, mode: configuration.mode, overrideSecret: configuration.overrideSecret,
      automatic: configuration.automaticBytes.map { AutomaticPersistedQueries(bytes: $0, redis: redis) },
      metrics: PersistedOperationMetrics { result in
        metrics.registry.makeCounter(label: "gateway_persisted_documents_total", dimensions: [("result", result)])
      }, logger: logger)
  }
}
