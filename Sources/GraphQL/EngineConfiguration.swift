import GraphQLExecution
import GraphQLLanguage
import GraphQLValidation

/// An engine's limits and options.
public struct EngineConfiguration: Sendable {
  public var parserLimits = ParserLimits()
  public var validation = ValidationOptions()
  public var planLimits = PlanLimits()
  /// The greatest number of prepared operations in the cache.
  public var cachedOperations = 1_000
  /// An estimate of the bytes of memory that the cached operations may take. A short document can have a huge plan.
  public var cachedBytes = 128 << 20
  /// The longest document, in UTF-8 bytes, whose operations are cached.
  public var longestCachedDocument = 64 * 1024
  /// Whether error messages show values that do not fit their type. For tools: a gateway must not show what an upstream sent.
  public var showsValuesInErrors = false

  public init() {}
}
