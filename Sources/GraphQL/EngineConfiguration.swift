import GraphQLExecution
import GraphQLLanguage
import GraphQLValidation

/// What an engine may be told.
public struct EngineConfiguration: Sendable {
  /// Bounds on parsing.
  public var parserLimits = ParserLimits()
  /// What validation allows.
  public var validation = ValidationOptions()
  /// Bounds on planning.
  public var planLimits = PlanLimits()
  /// How many documents are remembered with their plans.
  public var cachedDocuments = 1_000
  /// About how many bytes of memory the remembered documents and their plans may take: a short document can have a huge plan.
  public var cachedBytes = 128 << 20
  /// The longest document, in UTF-8 bytes, that is remembered.
  public var longestCachedDocument = 64 * 1024
  /// Whether messages show values that do not fit their type. For tools only.
  public var showsValuesInErrors = false

  /// The defaults.
  public init() {}
}
