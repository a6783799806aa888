import JSON

/// Fetches values for plan nodes; one object is one partition of batches. It knows keys and arguments; what it does to get the values is its own affair.
public protocol Loader: AnyObject, Sendable {
  /// What explanations call it, for example `users: GET /users?ids={$keys.id}`.
  var name: String { get }

  /// How many keys one upstream call can take at most; nil when it makes no upstream calls. Limits on calls rest on it.
  var keysPerCall: Int? { get }

  /// Loads all keys of one wave. The keys are distinct; the answer has one outcome a key, in the order of the keys.
  func load(_ request: LoadRequest) async -> [LoadOutcome]
}

extension Loader {
  /// It makes no upstream calls.
  public var keysPerCall: Int? { nil }
}

/// One batch for a loader.
public struct LoadRequest: Sendable {
  /// What to load, each once.
  public let keys: [LoadKey]
  /// The field's arguments, coerced, enum values and input fields under the names that the loader's side knows.
  public let arguments: JSONObject
  /// The request on whose behalf this is.
  public let context: ExecutionContext

  /// A batch.
  public init(keys: [LoadKey], arguments: JSONObject, context: ExecutionContext) {
    self.keys = keys
    self.arguments = arguments
    self.context = context
  }
}
