/// Loads values for the executor. Requests to the same loader with the same arguments share a batch.
public protocol Loader: AnyObject, Sendable {
  /// What the loader does, for query plans and reports.
  var description: LoaderDescription { get }

  /// The maximum number of keys per upstream call; nil when the loader makes no upstream calls. Limits on upstream calls depend on it.
  var keysPerCall: Int? { get }

  /// Whether the result depends on `LoadRequest.selection`. The executor then keeps no values of this loader from one wave to the next,
  /// because a later wave can select other fields of the same key.
  var readsSelection: Bool { get }

  /// Loads all keys of one wave. The keys are distinct. Returns one outcome per key, in the order of the keys.
  func load(_ request: LoadRequest) async -> [LoadOutcome]
}

extension Loader {
  public var keysPerCall: Int? { nil }

  public var readsSelection: Bool { false }
}
