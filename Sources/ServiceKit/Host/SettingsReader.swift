import Configuration

/// Typed look-ups of environment variables by their own names; an empty value counts as unset.
struct SettingsReader {
  private let reader: ConfigReader

  init(_ reader: ConfigReader) { self.reader = reader }

  func text(_ variable: String) -> String? {
    let words = variable.lowercased().split(separator: "_").map(String.init)
    let value = reader.string(forKey: ConfigKey(words), isSecret: true)
    return value.flatMap { $0.isEmpty ? nil : $0 }
  }

  func text(_ variable: String, default fallback: String) -> String { text(variable) ?? fallback }

  func integer(_ variable: String, default fallback: Int, range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    guard let text = text(variable) else { return fallback }
    guard let value = Int(text), range.contains(value) else {
      throw ConfigurationError(variable: variable, problem: "must be a whole number between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  func parsed<Value>(_ variable: String, expected: String, _ parse: (String) -> Value?) throws(ConfigurationError) -> Value {
    guard let value = try parsedIfSet(variable, expected: expected, parse) else {
      throw ConfigurationError(variable: variable, problem: "is not set: it must be \(expected)")
    }
    return value
  }

  func parsedIfSet<Value>(
    _ variable: String, expected: String, _ parse: (String) -> Value?
  ) throws(ConfigurationError) -> Value? {
    guard let text = text(variable) else { return nil }
    guard let value = parse(text) else { throw ConfigurationError(variable: variable, problem: "must be \(expected)") }
    return value
  }
}
