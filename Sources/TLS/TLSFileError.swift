/// A certificate, a key or a file of authorities that cannot be used.
public struct TLSFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What the file is for.
  public enum Role: String, Sendable, Hashable {
    case certificate
    case key
    case authorities
  }

  public let role: Role
  /// The path. It is the operator's own setting, so that it may be shown to the operator.
  public let file: String
  /// What is wrong, as the rest of a sentence that starts with the path.
  public let problem: String

  public var description: String { "\(file) \(problem)" }
}
