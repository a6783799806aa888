import JSON

/// The result of a load for one key.
public enum LoadOutcome: Sendable {
  case value(JSONView)
  /// A list whose items are not adjacent in the response: those that belong to the key.
  case list([JSONView])
  /// The key has no value. The field is null; an entity with this key does not exist.
  case missing
  /// The same, where it is an error.
  case notFound(LoadFailure)
  /// The value could not be loaded. Each field that needs it has an error.
  case failure(LoadFailure)
}

/// An error of a field whose message the client may see. It must not contain anything confidential.
public struct LoadFailure: Error, Sendable, Hashable {
  public let message: String
  /// The entries of the error's `extensions`, including `code`.
  public let extensions: [String: String]
  /// Further entries of `extensions`, as JSON text: those whose values are not strings.
  public let jsonExtensions: [String: String]

  public init(_ message: String, code: String, extensions: [String: String] = [:], jsonExtensions: [String: String] = [:]) {
    self.jsonExtensions = jsonExtensions
    self.message = message
    self.extensions = extensions.merging(["code": code]) { _, code in code }
  }

  /// A failure with the extensions of another one.
  init(_ message: String, extensions: [String: String], jsonExtensions: [String: String] = [:]) {
    self.message = message
    self.extensions = extensions
    self.jsonExtensions = jsonExtensions
  }

  public var code: String { extensions["code"] ?? "" }
}
