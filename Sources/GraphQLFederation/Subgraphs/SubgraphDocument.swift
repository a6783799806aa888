import GraphQLLanguage

/// A schema file of one subgraph.
public struct SubgraphDocument: Sendable {
  /// What errors call it, for example `order.graphql`.
  public let name: String
  /// Its definitions.
  public let document: Document

  /// A parsed file.
  public init(name: String, document: Document) {
    self.name = name
    self.document = document
  }

  /// Parses a file.
  public init(name: String, source: String) throws(CompositionErrors) {
    do throws(GraphQLError) {
      self.init(name: name, document: try Parser.parse(source, limits: .schema))
    } catch {
      throw CompositionErrors([CompositionError(error.message, at: Place(file: name, location: error.locations.first ?? .unknown))])
    }
  }
}

/// A place in a schema file.
public struct Place: Sendable, Hashable, CustomStringConvertible {
  /// The file's name.
  public let file: String
  /// The line and column.
  public let location: SourceLocation

  /// A place.
  public init(file: String, location: SourceLocation) {
    self.file = file
    self.location = location
  }

  /// `file:line:column`
  public var description: String {
    location.isKnown ? "\(file):\(location.line):\(location.column)" : file
  }
}

/// Why schema files do not make one graph.
public struct CompositionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, for the authors of the files.
  public let message: String
  /// Where: one place, or both places that do not fit together.
  public let places: [Place]

  /// An error at one place or between several.
  public init(_ message: String, at places: Place...) {
    self.message = message
    self.places = places
  }

  /// The message with its places.
  public var description: String {
    places.isEmpty ? message : "\(message) (\(places.map(\.description).joined(separator: ", ")))"
  }
}

/// Everything that is wrong with a set of schema files.
public struct CompositionErrors: Error, Sendable, CustomStringConvertible {
  /// At least one error.
  public let errors: [CompositionError]

  /// Some errors.
  public init(_ errors: [CompositionError]) { self.errors = errors }

  /// One error a line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
