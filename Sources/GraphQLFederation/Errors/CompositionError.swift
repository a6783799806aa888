/// Why schema files do not make one graph.
public struct CompositionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of rule that is broken.
  public let code: CompositionCode
  /// What is wrong and what would mend it, for the authors of the files.
  public let message: String
  /// Where: one place, or all places that do not fit together.
  public let places: [Place]

  /// An error at one place or between several.
  public init(_ message: String, code: CompositionCode = .invalidConnector, at places: Place...) {
    self.init(message, code: code, places: places)
  }

  /// An error at some places.
  public init(_ message: String, code: CompositionCode, places: [Place]) {
    self.message = message
    self.code = code
    self.places = places
  }

  /// The code, the message and the places.
  public var description: String {
    "\(code.rawValue): \(message)" + (places.isEmpty ? "" : " (\(places.map(\.description).joined(separator: ", ")))")
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
