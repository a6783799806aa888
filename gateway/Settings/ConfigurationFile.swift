import GraphQLFederation
import GraphQLLanguage
import GraphTools
import JSON

/// The gateway's settings in a YAML or JSON file. The environment overrides it, and command line options override both.
struct ConfigurationFile: Sendable {
  /// A file that cannot be used. The message names the line and does not show it, since it can be a secret.
  struct Invalid: Error, CustomStringConvertible {
    let description: String
  }

  /// The settings that a file can have at its top level.
  private static let settings = GatewaySettings().declarations.filter { $0.key != nil }
  /// The mapping with values of `{$env.X}`, for variables that the environment does not set.
  private static let environmentName = "environment"

  /// Values by variable.
  private(set) var values: [String: String] = [:]
  private var places: [String: SourcePosition] = [:]

  static func read(_ path: String) throws -> ConfigurationFile {
    let file = try SourceFile(path: path)
    return try ConfigurationFile(name: file.name, text: file.text)
  }

  /// - Parameter name: the file's name, for messages.
  init(name: String, text: String) throws(Invalid) {
    let root: YAMLValue
    do throws(YAMLError) { root = try YAMLValue(parsing: text) } catch {
      throw Self.invalid(error.message, error.location, name)
    }
    // An empty file is valid.
    if case .scalar(let text, _) = root.content, text.isEmpty { return }
    guard case .mapping(let members) = root.content else {
      throw Self.invalid("A configuration is a mapping of settings, for example port: 4000", root.location, name)
    }
    for member in members {
      if member.name == Self.environmentName {
        try readEnvironment(member.value, name)
        continue
      }
      guard let setting = Self.settings.first(where: { $0.key == member.name }) else {
        let names = Self.settings.compactMap(\.key) + [Self.environmentName]
        let near = Suggestion.question(Suggestion.list(for: member.name, among: names))
        let fix = near.isEmpty ? " There are \(names.joined(separator: ", "))." : near
        throw Self.invalid("Unknown setting \"\(member.name)\".\(fix)", member.location, name)
      }
      var value =
        switch setting.kind {
        case .list, .paths: try list(member.value, member.name, name)
        case .json: Self.json(member.value).text
        case .scalar, .path: try scalar(member.value, member.name, name)
        }
      // A path is relative to the file, so that the file means the same whatever the working directory is.
      if let slash = name.lastIndex(of: "/") {
        func absolute(_ path: Substring) -> String { path.hasPrefix("/") ? String(path) : "\(name[...slash])\(path)" }
        if setting.kind == .path { value = absolute(value[...]) }
        if setting.kind == .paths { value = value.split(separator: ",").map { absolute($0.drop { $0 == " " }) }.joined(separator: ",") }
      }
      guard values.updateValue(value, forKey: setting.variable) == nil else {
        throw Self.invalid("\"\(member.name)\" is set twice.", member.location, name)
      }
      places[setting.variable] = SourcePosition(file: name, location: member.value.location)
    }
  }

  private mutating func readEnvironment(_ value: YAMLValue, _ file: String) throws(Invalid) {
    guard case .mapping(let members) = value.content else {
      throw Self.invalid("\"environment\" is a mapping of names to values.", value.location, file)
    }
    for member in members {
      guard !Self.settings.contains(where: { $0.variable == member.name }) else {
        throw Self.invalid("\"\(member.name)\" is a setting. Write it at the top level.", member.location, file)
      }
      values[member.name] = try scalar(member.value, member.name, file)
    }
  }

  private func scalar(_ value: YAMLValue, _ setting: String, _ file: String) throws(Invalid) -> String {
    guard case .scalar(let text, _) = value.content, !text.isEmpty else {
      throw Self.invalid("\"\(setting)\" must be one value.", value.location, file)
    }
    return text
  }

  /// The items of a sequence, or the text of a scalar, as text with commas.
  private func list(_ value: YAMLValue, _ setting: String, _ file: String) throws(Invalid) -> String {
    guard case .sequence(let items) = value.content else { return try scalar(value, setting, file) }
    var texts: [String] = []
    for item in items {
      let text = try scalar(item, setting, file)
      guard !text.contains(",") else { throw Self.invalid("An item of \"\(setting)\" has a comma.", item.location, file) }
      texts.append(text)
    }
    return texts.joined(separator: ",")
  }

  /// The structure as JSON. Only `true` and `false` without quotes are no text.
  private static func json(_ value: YAMLValue) -> JSONValue {
    switch value.content {
    case .scalar(let text, let isQuoted): isQuoted || Bool(text) == nil ? .string(text) : .bool(text == "true")
    case .sequence(let items): .array(items.map { json($0) })
    case .mapping(let members): .object(JSONObject(members.lazy.map { (name: $0.name, value: json($0.value)) }))
    }
  }

  /// A message about a variable's value, with the line of the file. Nil if the file does not set it.
  func message(_ variable: String, _ message: String) -> String? {
    guard let place = places[variable], let setting = Self.settings.first(where: { $0.variable == variable }) else { return nil }
    return Diagnostic(.error, rule: "configuration", "\(setting.key ?? variable) \(message)", at: [place]).text(SourceTexts([]))
  }

  private static func invalid(_ message: String, _ location: SourceLocation, _ file: String) -> Invalid {
    let place = SourcePosition(file: file, location: location)
    return Invalid(description: Diagnostic(.error, rule: "configuration", message, at: [place]).text(SourceTexts([])))
  }
}
