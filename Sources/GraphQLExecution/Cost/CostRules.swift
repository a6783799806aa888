/// What the schema says about the cost of operations.
///
/// Source: IBM, "GraphQL Cost Directives Specification"; the directives' forms are those of Apollo Federation 2.9.
public struct CostRules: Sendable {
  /// A field of an object or an input type.
  public struct Coordinate: Hashable, Sendable {
    public let type: String
    public let field: String

    public init(_ type: String, _ field: String) {
      self.type = type
      self.field = field
    }
  }

  /// An argument of a field.
  public struct ArgumentCoordinate: Hashable, Sendable {
    public let field: Coordinate
    public let argument: String

    public init(_ field: Coordinate, _ argument: String) {
      self.field = field
      self.argument = argument
    }
  }

  /// How many items a list has: `@listSize`.
  public struct ListSize: Sendable, Equatable {
    /// The most items, when no argument says it.
    public var assumedSize: Int?
    /// The paths of the arguments that say how many items there are. The greatest counts.
    public var slicingArguments: [[String]]
    /// The fields of the object that have the lists; empty when the field is the list itself.
    public var sizedFields: [String]
    /// Whether an operation must give exactly one of the slicing arguments, unless one has a default.
    public var requiresOneSlicingArgument: Bool

    public init(
      assumedSize: Int? = nil, slicingArguments: [[String]] = [], sizedFields: [String] = [], requiresOneSlicingArgument: Bool = true
    ) {
      self.assumedSize = assumedSize
      self.slicingArguments = slicingArguments
      self.sizedFields = sizedFields
      self.requiresOneSlicingArgument = requiresOneSlicingArgument
    }
  }

  /// The weights of object types, input object types, scalars and enums.
  public var types: [String: Int] = [:]
  /// The weights of the fields of object types. They replace that of the type of the field's value.
  public var fields: [Coordinate: Int] = [:]
  public var arguments: [ArgumentCoordinate: Int] = [:]
  public var inputFields: [Coordinate: Int] = [:]
  public var listSizes: [Coordinate: ListSize] = [:]

  public init() {}
}
