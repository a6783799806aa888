import DataLoading
import JSON

/// The keys that one loader loads with the same arguments during an operation. Each key is loaded once, in the first wave that needs it.
struct WaveBatch {
  /// What calls have in common that share a batch.
  struct ID: Hashable {
    let loader: ObjectIdentifier
    let arguments: [UInt8]
    /// The wave, for a loader that reads the selection; else nil, and all waves share the batch.
    let wave: Int?
  }

  /// The objects of one plan that need values of the batch in the current wave.
  struct Consumer: Sendable {
    enum Target: Sendable {
      case layer(Int)
      case load(slot: Int)
    }

    let object: ObjectPlan
    let target: Target
    /// The index of each row's key; nil for a row without a key.
    let indexes: [Int?]
    /// The failures of rows without a key.
    let failures: [Int: LoadFailure]
  }

  let loader: any Loader
  let arguments: JSONObject
  private var table = KeyTable<LoadKey, LoadOutcome>()
  private(set) var consumers: [Consumer] = []

  init(loader: any Loader, arguments: JSONObject) {
    self.loader = loader
    self.arguments = arguments
  }

  /// The outcomes by the index of their key.
  var outcomes: [LoadOutcome?] { table.values }

  /// The number of values in all outcomes, with the names of members.
  var nodeCount: Int {
    outcomes.reduce(0) { count, outcome in
      switch outcome {
      case .value(let view): count + view.valuesAtMost
      case .list(let views): views.reduce(count) { $0 + $1.valuesAtMost }
      case .missing, .notFound, .failure, nil: count
      }
    }
  }

  mutating func add(_ rows: RowKeys, of object: ObjectPlan, target: Consumer.Target) {
    let keys = rows.keys.map { table.index(of: $0, hash: $0.hash) }
    let indexes = rows.rows.map { row in row.map { keys[$0] } }
    consumers.append(Consumer(object: object, target: target, indexes: indexes, failures: rows.failures))
  }

  /// The keys that no earlier wave has loaded, with their indexes.
  mutating func claimNewKeys() -> (keys: [LoadKey], indexes: Range<Int>) {
    let indexes = table.claimNewKeys()
    return (Array(table.keys[indexes]), indexes)
  }

  mutating func store(_ outcomes: [LoadOutcome], for indexes: Range<Int>) { table.store(outcomes, for: indexes) }

  /// Returns the consumers of the wave that has ended.
  mutating func removeConsumers() -> [Consumer] {
    defer { consumers = [] }
    return consumers
  }
}
