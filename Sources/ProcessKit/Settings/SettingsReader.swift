import Configuration

/// Reads settings by the names of their environment variables and checks them. An empty value counts as unset.
public struct SettingsReader: Sendable {
  private let reader: ConfigReader

  /// Reads the process's environment, then the file `.env` in the working directory, if it exists.
  public static func ofProcess() async throws(ConfigurationError) -> SettingsReader {
    do {
      let file = try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true)
      return SettingsReader(reader: ConfigReader(providers: [EnvironmentVariablesProvider(), file]))
    } catch {
      throw ConfigurationError(variable: ".env", problem: "cannot be read")
    }
  }

  /// Reads from a dictionary of variables.
  public init(environment: [String: String]) {
    self.init(reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment)))
  }

  private init(reader: ConfigReader) { self.reader = reader }

  /// The setting's value, or its default. A sample secret is refused outside development. A setting that is not read is not checked.
  public func value<Value>(of setting: Setting<Value>) throws(ConfigurationError) -> Value {
    let declaration = setting.declaration
    guard let text = text(declaration.variable) else {
      if let value = setting.fallback(self) { return value }
      throw ConfigurationError(variable: declaration.variable, problem: "is not set: it must be \(declaration.form)")
    }
    if declaration.isSecret, !isDevelopment, text.contains("change-me") {
      throw ConfigurationError(
        variable: declaration.variable,
        problem: "is the sample secret of .env.example: set your own (only TRELLIS_ENV=development allows it)")
    }
    guard let value = setting.parse(text) else {
      throw ConfigurationError(variable: declaration.variable, problem: "must be \(declaration.form)")
    }
    return value
  }

  public func text(_ variable: String) -> String? {
    let words = variable.lowercased().split(separator: "_").map(String.init)
    let value = reader.string(forKey: ConfigKey(words), isSecret: true)
    return value.flatMap { $0.isEmpty ? nil : $0 }
  }

  public func text(_ variable: String, default fallback: String) -> String { text(variable) ?? fallback }

  public func integer(_ variable: String, range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
    guard let text = text(variable) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw ConfigurationError(variable: variable, problem: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  public func integer(_ variable: String, default fallback: Int, range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    try integer(variable, range: range) ?? fallback
  }

  public func flag(_ variable: String, default fallback: Bool) throws(ConfigurationError) -> Bool {
    switch text(variable) {
    case nil: return fallback
    case "true": return true
    case "false": return false
    default: throw ConfigurationError(variable: variable, problem: "must be true or false")
    }
  }

  /// `expected` describes a valid value, such as "a URL such as redis://127.0.0.1:6379/0".
  public func parsed<Value>(_ variable: String, expected: String, _ parse: (String) -> Value?) throws(ConfigurationError) -> Value {
    guard let value = try parsedIfSet(variable, expected: expected, parse) else {
      throw ConfigurationError(variable: variable, problem: "is not set: it must be \(expected)")
    }
    return value
  }

  public func parsedIfSet<Value>(
    _ variable: String, expected: String, _ parse: (String) -> Value?
  ) throws(ConfigurationError) -> Value? {
    guard let text = text(variable) else { return nil }
    guard let value = parse(text) else { throw ConfigurationError(variable: variable, problem: "must be \(expected)") }
    return value
  }

  // MARK: the mode, which defaults of other settings depend on

  /// Whether `TRELLIS_ENV` is `development`.
  public var isDevelopment: Bool { text("TRELLIS_ENV") == "development" }

  /// Whether `TRELLIS_ENV` is set to something else. A misspelt mode counts as production, which shows the least.
  public var isProduction: Bool { text("TRELLIS_ENV") != nil && !isDevelopment }
}
