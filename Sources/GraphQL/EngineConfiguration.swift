import GraphQLExecution
import GraphQLLanguage
import GraphQLValidation

/// An engine's limits and options.
public struct EngineConfiguration: Sendable {
  /// The limits of an operation, its plan and its response.
  public var limits = OperationLimits()
  public var validation = ValidationOptions()
  /// The greatest number of prepared operations in the cache.
  public var cachedOperations = 10_000
  /// An estimate of the bytes of memory that the cached operations may take. A short document can have a huge plan.
  public var cachedBytes = 128 << 20
  /// The longest document, in UTF-8 bytes, whose operations are cached.
  public var longestCachedDocument = 64 * 1024
  /// Records what the cache does. Nil if nothing is recorded.
  public var cacheObserver: (any OperationCacheObserver)?
  /// Whether error messages show values that do not fit their type. For tools: a gateway must not show what an upstream sent.
  public var showsValuesInErrors = false
  /// Whether error messages show the request's own literals and variables. For development: they can be passwords, and messages are logged.
  public var showsInputValues = false
  /// Whether errors of validation and of variables say what is wrong. Otherwise they name nothing of the schema, so that nobody finds out
  /// with guessed names what it has.
  public var explainsErrors = true
  /// Decides the policies of `@policy`. Nil grants none.
  public var policies: (any AccessPolicies)?

  public init() {}
}
