/// How much a document may ask of the parser.
public struct ParserLimits: Sendable {
  /// The most tokens that a document may have, comments not counted.
  public var maximumTokens: Int
  /// The deepest nesting of selection sets, lists, objects and list types.
  public var maximumDepth: Int

  /// Limits; the defaults suit requests from strangers.
  public init(maximumTokens: Int = 15_000, maximumDepth: Int = 200) {
    self.maximumTokens = maximumTokens
    self.maximumDepth = maximumDepth
  }

  /// Limits for schema files that the operator wrote.
  public static let schema = ParserLimits(maximumTokens: 10_000_000, maximumDepth: 200)
}
