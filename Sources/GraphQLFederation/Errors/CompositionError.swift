/// An error of composition.
public struct CompositionError: Error, Sendable, Hashable, CustomStringConvertible {
  public let code: CompositionCode
  /// What is wrong and how to fix it, for the authors of the files.
  public let message: String
  /// The position of the error, or all positions that contradict each other.
  public let positions: [SourcePosition]

  public init(_ message: String, code: CompositionCode = .invalidConnector, at positions: SourcePosition...) {
    self.init(message, code: code, positions: positions)
  }

  public init(_ message: String, code: CompositionCode, positions: [SourcePosition]) {
    self.message = message
    self.code = code
    self.positions = positions
  }

  public var description: String {
    "\(code.rawValue): \(message)" + (positions.isEmpty ? "" : " (\(positions.map(\.description).joined(separator: ", ")))")
  }
}

/// All errors of a set of schema files.
public struct CompositionErrors: Error, Sendable, CustomStringConvertible {
  public let errors: [CompositionError]

  public init(_ errors: [CompositionError]) { self.errors = errors }

  /// One error per line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
