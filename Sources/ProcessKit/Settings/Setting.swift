/// A setting: its name, its values, its default and its meaning. `SettingsReader.value(of:)` reads it, and docs/reference/configuration.md is
/// generated from the same declaration.
public struct Setting<Value: Sendable>: Sendable {
  public let declaration: SettingDeclaration
  /// Nil if the text is not a valid value.
  let parse: @Sendable (String) -> Value?
  /// The value if the setting is not set. Nil if it must be set.
  let fallback: @Sendable (SettingsReader) -> Value?

  fileprivate init(
    _ declaration: SettingDeclaration, fallback: @escaping @Sendable (SettingsReader) -> Value?,
    parse: @escaping @Sendable (String) -> Value?
  ) {
    self.declaration = declaration
    self.parse = parse
    self.fallback = fallback
  }
}

/// What a setting's declaration says, without the type of its value.
public struct SettingDeclaration: Sendable, Hashable {
  /// The environment variable.
  public let variable: String
  /// The name in the gateway's configuration file. Nil if the file cannot set it.
  public let key: String?
  /// What a valid value is: the rest of a sentence that ends with "must be".
  public let form: String
  /// The default as a reader would write it. Nil if there is none.
  public let preset: String?
  /// Whether the process does not start without a value.
  public let isRequired: Bool
  public let kind: Kind
  /// Whether the value is a secret. No message contains the value of any setting, whether it is a secret or not.
  public let isSecret: Bool
  /// One or two sentences.
  public let meaning: String

  /// How the configuration file writes a value.
  public enum Kind: Sendable {
    case scalar
    /// A list: text with commas, or a sequence.
    case list
    /// A path. In the file it is relative to the file's folder.
    case path
    /// JSON. In the file it is written as YAML.
    case json
    /// A list of paths, each as a path is.
    case paths
  }

  init(
    _ variable: String, _ key: String?, _ form: String, preset: String? = nil, isRequired: Bool = false, kind: Kind = .scalar,
    isSecret: Bool = false, _ meaning: String
  ) {
    self.variable = variable
    self.key = key
    self.form = form
    self.preset = preset
    self.isRequired = isRequired
    self.kind = kind
    self.isSecret = isSecret
    self.meaning = meaning
  }
}

// MARK: texts

extension Setting<String> {
  public static func text(
    _ variable: String, key: String? = nil, form: String = "text", default preset: String, _ meaning: String
  ) -> Setting {
    Setting(SettingDeclaration(variable, key, form, preset: preset, meaning), fallback: { _ in preset }, parse: { $0 })
  }
}

extension Setting<String?> {
  /// A setting without a default.
  public static func text(
    _ variable: String, key: String? = nil, form: String = "text", isSecret: Bool = false, _ meaning: String
  ) -> Setting {
    Setting(SettingDeclaration(variable, key, form, isSecret: isSecret, meaning), fallback: { _ in .some(nil) }, parse: { $0 })
  }
}

extension Setting<String?> {
  /// A structure without a default, as JSON.
  public static func json(
    _ variable: String, key: String? = nil, form: String, isSecret: Bool = false, _ meaning: String
  ) -> Setting {
    Setting(
      SettingDeclaration(variable, key, form, kind: .json, isSecret: isSecret, meaning), fallback: { _ in .some(nil) }, parse: { $0 })
  }
}

// MARK: paths

extension Setting<String> {
  public static func path(_ variable: String, key: String? = nil, default preset: String, _ meaning: String) -> Setting {
    Setting(
      SettingDeclaration(variable, key, "a path", preset: preset, kind: .path, meaning), fallback: { _ in preset }, parse: { $0 })
  }
}

extension Setting<String?> {
  /// A setting without a default.
  public static func path(_ variable: String, key: String? = nil, form: String = "a path", _ meaning: String) -> Setting {
    Setting(SettingDeclaration(variable, key, form, kind: .path, meaning), fallback: { _ in .some(nil) }, parse: { $0 })
  }
}

extension Setting<[String]> {
  /// Paths with commas between them; none by default.
  public static func paths(_ variable: String, key: String? = nil, _ meaning: String) -> Setting {
    Setting(
      SettingDeclaration(variable, key, "paths with commas between them", preset: "", kind: .paths, meaning), fallback: { _ in [] },
      parse: TLSSettings.items)
  }
}

// MARK: numbers and flags

extension Setting<Int> {
  public static func integer(
    _ variable: String, key: String? = nil, _ range: ClosedRange<Int>, default preset: Int, _ meaning: String
  ) -> Setting {
    Setting(SettingDeclaration(variable, key, range.form, preset: "\(preset)", meaning), fallback: { _ in preset }, parse: range.value)
  }
}

extension Setting<Int?> {
  /// A setting without a default.
  public static func integer(_ variable: String, key: String? = nil, _ range: ClosedRange<Int>, _ meaning: String) -> Setting {
    Setting(SettingDeclaration(variable, key, range.form, meaning), fallback: { _ in .some(nil) }, parse: range.value)
  }
}

extension ClosedRange<Int> {
  fileprivate var form: String { "a whole number from \(lowerBound) to \(upperBound)" }

  @Sendable fileprivate func value(_ text: String) -> Int? { Int(text).flatMap { contains($0) ? $0 : nil } }
}

extension Setting<Bool> {
  public static func flag(_ variable: String, key: String? = nil, default preset: Bool, _ meaning: String) -> Setting {
    flag(variable, key: key, preset: "\(preset)", meaning) { _ in preset }
  }

  /// A setting that is on in development and off otherwise.
  public static func flagOfDevelopment(_ variable: String, key: String? = nil, _ meaning: String) -> Setting {
    flag(variable, key: key, preset: "true in development, otherwise false", meaning) { $0.isDevelopment }
  }

  /// A setting that is off in production and on otherwise.
  public static func flagOutsideProduction(_ variable: String, key: String? = nil, _ meaning: String) -> Setting {
    flag(variable, key: key, preset: "false in production, otherwise true", meaning) { !$0.isProduction }
  }

  /// A setting that is on in production and off otherwise.
  public static func flagOfProduction(_ variable: String, key: String? = nil, _ meaning: String) -> Setting {
    flag(variable, key: key, preset: "true in production, otherwise false", meaning) { $0.isProduction }
  }

  private static func flag(
    _ variable: String, key: String?, preset: String, _ meaning: String, fallback: @escaping @Sendable (SettingsReader) -> Bool?
  ) -> Setting {
    Setting(SettingDeclaration(variable, key, "true or false", preset: preset, meaning), fallback: fallback) { Bool($0) }
  }
}

// MARK: other values

extension Setting where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases' raw values.
  public static func choice(_ variable: String, key: String? = nil, default preset: Value, _ meaning: String) -> Setting {
    let words = Value.allCases.map(\.rawValue)
    let form = "one of \(words.dropLast().joined(separator: ", ")) and \(words.last ?? "")"
    return Setting(SettingDeclaration(variable, key, form, preset: preset.rawValue, meaning), fallback: { _ in preset }) {
      Value(rawValue: $0)
    }
  }
}

extension Setting {
  /// A value that must be set.
  ///
  /// - Parameter form: what a valid value is, such as "a URL such as redis://127.0.0.1:6379/0".
  public static func required(
    _ variable: String, key: String? = nil, form: String, isSecret: Bool = false, _ meaning: String,
    parse: @escaping @Sendable (String) -> Value?
  ) -> Setting {
    let declaration = SettingDeclaration(variable, key, form, isRequired: true, isSecret: isSecret, meaning)
    return Setting(declaration, fallback: { _ in nil }, parse: parse)
  }

  /// - Parameters:
  ///   - form: what a valid value is, such as "addresses and networks such as 127.0.0.1,10.0.0.0/8".
  ///   - preset: the default, as the text of a valid value.
  public static func parsed(
    _ variable: String, key: String? = nil, form: String, default preset: String, isList: Bool = false, _ meaning: String,
    parse: @escaping @Sendable (String) -> Value?
  ) -> Setting {
    let declaration = SettingDeclaration(variable, key, form, preset: preset, kind: isList ? .list : .scalar, meaning)
    return Setting(declaration, fallback: { _ in parse(preset) }, parse: parse)
  }

  /// A value with a default in production, and without one otherwise.
  public static func parsedInProduction<Wrapped>(
    _ variable: String, key: String? = nil, form: String, default preset: String, _ meaning: String,
    parse: @escaping @Sendable (String) -> Value?
  ) -> Setting where Value == Wrapped? {
    let declaration = SettingDeclaration(variable, key, form, preset: "\(preset) in production, otherwise none", meaning)
    return Setting(declaration, fallback: { $0.isProduction ? parse(preset) : .some(nil) }, parse: parse)
  }

  /// A value without a default.
  public static func parsed<Wrapped>(
    _ variable: String, key: String? = nil, form: String, isList: Bool = false, isSecret: Bool = false, _ meaning: String,
    parse: @escaping @Sendable (String) -> Wrapped?
  ) -> Setting where Value == Wrapped? {
    let declaration = SettingDeclaration(variable, key, form, kind: isList ? .list : .scalar, isSecret: isSecret, meaning)
    return Setting(declaration, fallback: { _ in .some(nil) }, parse: { parse($0).map { .some($0) } })
  }
}
