import Configuration

/// Reads settings, as they are declared, from environment variables. An empty value counts as unset.
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

  /// The text of a variable. Nil if it is not set.
  public func text(_ variable: String) -> String? {
    let words = variable.lowercased().split(separator: "_").map(String.init)
    let value = reader.string(forKey: ConfigKey(words), isSecret: true)
    return value.flatMap { $0.isEmpty ? nil : $0 }
  }

  // MARK: the mode, which defaults of other settings depend on

  /// Whether `TRELLIS_ENV` is `development`.
  public var isDevelopment: Bool { text("TRELLIS_ENV") == "development" }

  /// Whether `TRELLIS_ENV` is set to something else. A misspelt mode counts as production, which shows the least.
  public var isProduction: Bool { text("TRELLIS_ENV") != nil && !isDevelopment }
}
