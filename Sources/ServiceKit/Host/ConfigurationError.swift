/// A setting that is missing or makes no sense; names the variable, never shows a secret's value.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The environment variable.
  public let variable: String
  /// What is wrong with it.
  public let problem: String

  /// A fault of one variable.
  public init(variable: String, problem: String) {
    self.variable = variable
    self.problem = problem
  }

  /// Variable and problem.
  public var description: String { "\(variable) \(problem)" }
}
