import JSON

/// What a loader answers for one key.
public enum LoadOutcome: Sendable {
  /// A value.
  case value(JSONView)
  /// A list that does not lie in one piece in an answer: the items that belong to one key.
  case list([JSONView])
  /// There is no such thing: null.
  case missing
  /// It could not be loaded: an error at the place of each field that wanted it.
  case failure(LoadFailure)
}

/// Why something could not be loaded, in words for the client. Never holds anything that the client may not see.
public struct LoadFailure: Error, Sendable, Hashable {
  /// The error's message.
  public let message: String
  /// Entries for the error's `extensions`, with `code`.
  public let extensions: [String: String]

  /// A failure with its code and further extensions.
  public init(_ message: String, code: String, extensions: [String: String] = [:]) {
    self.message = message
    self.extensions = extensions.merging(["code": code]) { _, code in code }
  }

  /// The code to branch on.
  public var code: String { extensions["code"] ?? "" }
}
