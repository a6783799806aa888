import Configuration
import Logging

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

  // MARK: settings that every process has

  /// `TRELLIS_ENV`.
  public var isDevelopment: Bool { text("TRELLIS_ENV") == "development" }

  /// `LOG_LEVEL`; `info` when it is not set.
  public func logLevel() throws(ConfigurationError) -> Logger.Level {
    try parsedIfSet("LOG_LEVEL", expected: "one of trace, debug, info, notice, warning, error and critical") {
      Logger.Level(rawValue: $0.lowercased())
    } ?? .info
  }

  /// `EVENT_LOOPS`; 0, the default, means one event loop per core.
  public func eventLoops() throws(ConfigurationError) -> Int { try integer("EVENT_LOOPS", default: 0, range: 0...1024) }
}
