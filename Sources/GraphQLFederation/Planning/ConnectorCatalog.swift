import GraphQLExecution
import JSON

/// What connectors offer: who loads what, and under which names it lies in JSON. The planner knows nothing else of them.
public struct ConnectorCatalog: Sendable {
  /// A type of a subgraph.
  public struct TypeCoordinate: Hashable, Sendable {
    /// The subgraph's number.
    public let subgraph: Int
    /// The type's name.
    public let type: String

    /// A coordinate.
    public init(_ subgraph: Int, _ type: String) {
      self.subgraph = subgraph
      self.type = type
    }
  }

  /// A field of a type of a subgraph.
  public struct FieldCoordinate: Hashable, Sendable {
    /// The subgraph's number.
    public let subgraph: Int
    /// The type's name.
    public let type: String
    /// The field's name.
    public let field: String

    /// A coordinate.
    public init(_ subgraph: Int, _ type: String, _ field: String) {
      self.subgraph = subgraph
      self.type = type
      self.field = field
    }
  }

  /// Loads entities of a type by one of its keys.
  public struct EntityLoader: Sendable {
    /// The key; the loader's inputs are its fields, in order.
    public let key: EntityKey
    /// Who loads.
    public let loader: any Loader

    /// An entity's loader.
    public init(key: EntityKey, loader: any Loader) {
      self.key = key
      self.loader = loader
    }
  }

  /// Loads the value of a field.
  public struct FieldLoader: Sendable {
    /// An input of the loader: the fields on the way to it.
    public enum Input: Sendable, Hashable {
      /// A field of the key, from whichever subgraph has it.
      case key([String])
      /// A field of the object as this subgraph provides it.
      case this([String])
    }

    /// The inputs in the loader's order.
    public let inputs: [Input]
    /// Who loads.
    public let loader: any Loader

    /// A field's loader.
    public init(inputs: [Input], loader: any Loader) {
      self.inputs = inputs
      self.loader = loader
    }
  }

  /// Who loads entities.
  public var entityLoaders: [TypeCoordinate: [EntityLoader]] = [:]
  /// Who loads fields.
  public var fieldLoaders: [FieldCoordinate: FieldLoader] = [:]
  /// Where fields lie in their objects, when not under their own names.
  public var fieldPaths: [FieldCoordinate: JSONPath] = [:]
  /// The JSON strings of enum values, when not their names.
  public var enumStrings: [TypeCoordinate: [String: String]] = [:]
  /// Where input fields go, when not under their own names.
  public var inputPaths: [TypeCoordinate: [String: JSONPath]] = [:]
  /// How values of interfaces and unions say what they are, when not by `__typename`.
  public var discriminators: [TypeCoordinate: Discriminator] = [:]

  /// An empty catalog.
  public init() {}
}
