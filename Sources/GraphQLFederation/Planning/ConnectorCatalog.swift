import GraphQLExecution
import JSON

/// The loaders of connectors, and the JSON names of fields and enum values. The planner knows nothing else about connectors.
public struct ConnectorCatalog: Sendable {
  /// A type of a subgraph.
  public struct TypeCoordinate: Hashable, Sendable {
    /// The index of the subgraph.
    public let subgraph: Int
    public let type: String

    public init(_ subgraph: Int, _ type: String) {
      self.subgraph = subgraph
      self.type = type
    }
  }

  /// A field of a type of a subgraph.
  public struct FieldCoordinate: Hashable, Sendable {
    /// The index of the subgraph.
    public let subgraph: Int
    public let type: String
    public let field: String

    public init(_ subgraph: Int, _ type: String, _ field: String) {
      self.subgraph = subgraph
      self.type = type
      self.field = field
    }
  }

  /// Loads entities of a type by one of its keys.
  public struct EntityLoader: Sendable {
    /// The key. The loader's inputs are its fields, in order.
    public let key: EntityKey
    public let loader: any Loader

    public init(key: EntityKey, loader: any Loader) {
      self.key = key
      self.loader = loader
    }
  }

  /// Loads the value of a field.
  public struct FieldLoader: Sendable {
    /// An input of the loader, as the path of fields to it.
    public enum Input: Sendable, Hashable {
      /// A field of the key, from any subgraph that has it.
      case key([String])
      /// A field of the object as this subgraph provides it.
      case this([String])
    }

    /// The inputs in the order of the loader's keys.
    public let inputs: [Input]
    public let loader: any Loader

    public init(inputs: [Input], loader: any Loader) {
      self.inputs = inputs
      self.loader = loader
    }
  }

  public var entityLoaders: [TypeCoordinate: [EntityLoader]] = [:]
  public var fieldLoaders: [FieldCoordinate: FieldLoader] = [:]
  /// The paths of fields in their JSON objects, when they differ from the fields' names.
  public var fieldPaths: [FieldCoordinate: JSONPath] = [:]
  /// The JSON strings of enum values, when they differ from the values' names.
  public var enumStrings: [TypeCoordinate: [String: String]] = [:]
  /// The paths of input fields in JSON, when they differ from the fields' names.
  public var inputPaths: [TypeCoordinate: [String: JSONPath]] = [:]
  /// How objects of interfaces and unions name their type, when not by `__typename`.
  public var discriminators: [TypeCoordinate: Discriminator] = [:]

  public init() {}
}
