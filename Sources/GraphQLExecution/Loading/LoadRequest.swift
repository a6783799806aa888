import JSON

/// One batch for a loader.
public struct LoadRequest: Sendable {
  /// The keys to load, each once.
  public let keys: [LoadKey]
  /// The field's coerced arguments, with enum values and input fields under the names that the origin uses.
  public let arguments: JSONObject
  /// The fields that the operation selects from the values.
  public let selection: LoadSelection
  public let context: ExecutionContext
}
