/// A setting that is missing or invalid. It names the variable and never contains the value, which may be a secret.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The environment variable.
  public let variable: String
  /// What is wrong, as the rest of a sentence that starts with the variable.
  public let problem: String

  public init(variable: String, problem: String) {
    self.variable = variable
    self.problem = problem
  }

  public var description: String { "\(variable) \(problem)" }
}
