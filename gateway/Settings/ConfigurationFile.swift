import GraphQLFederation
import GraphQLLanguage
import GraphTools

/// The gateway's settings in a YAML or JSON file. The environment overrides it, and command line options override both.
struct ConfigurationFile: Sendable {
  /// A setting: its name in the file, and its environment variable.
  struct Setting: Sendable {
    let name: String
    let variable: String
  }

  /// A file that cannot be used. The message shows the line.
  struct Invalid: Error, CustomStringConvertible {
    let description: String
  }

  /// All settings but `environment`, which holds values of `{$env.X}` for variables that the environment does not set.
  static let settings: [Setting] = [
    Setting(name: "host", variable: "GATEWAY_HOST"),
    Setting(name: "port", variable: "GATEWAY_PORT"),
    Setting(name: "metricsHost", variable: "METRICS_HOST"),
    Setting(name: "metricsPort", variable: "METRICS_PORT"),
    Setting(name: "schema", variable: "SCHEMA_DIR"),
    Setting(name: "reloadSeconds", variable: "SCHEMA_RELOAD_SECONDS"),
    Setting(name: "maxUpstreamCalls", variable: "MAX_UPSTREAM_CALLS"),
    Setting(name: "assumedListSize", variable: "ASSUMED_LIST_SIZE"),
    Setting(name: "shareCalls", variable: "SHARE_CALLS"),
    Setting(name: "shareOperations", variable: "SHARE_OPERATIONS"),
    Setting(name: "decimalsAsStrings", variable: "DECIMALS_AS_STRINGS"),
    Setting(name: "extensions", variable: "GRAPHQL_EXTENSIONS"),
    Setting(name: "maxBodyBytes", variable: "MAX_BODY_BYTES"),
    Setting(name: "maxTokens", variable: "MAX_TOKENS"),
    Setting(name: "maxDepth", variable: "MAX_DEPTH"),
    Setting(name: "maxAliases", variable: "MAX_ALIASES"),
    Setting(name: "maxRootFields", variable: "MAX_ROOT_FIELDS"),
    Setting(name: "maxRootMutations", variable: "MAX_ROOT_MUTATIONS"),
    Setting(name: "maxDirectives", variable: "MAX_DIRECTIVES"),
    Setting(name: "maxSelections", variable: "MAX_SELECTIONS"),
    Setting(name: "maxObjects", variable: "MAX_OBJECTS"),
    Setting(name: "maxResponseBytes", variable: "MAX_RESPONSE_BYTES"),
    Setting(name: "maxErrors", variable: "MAX_ERRORS"),
    Setting(name: "operationCacheBytes", variable: "OPERATION_CACHE_BYTES"),
    Setting(name: "operationCacheEntries", variable: "OPERATION_CACHE_ENTRIES"),
    Setting(name: "eventLoops", variable: "EVENT_LOOPS"),
    Setting(name: "logLevel", variable: "LOG_LEVEL"),
  ]
  private static let environmentName = "environment"

  /// Values by variable.
  private(set) var values: [String: String] = [:]
  private var places: [String: SourcePosition] = [:]
  private let sources: SourceTexts

  static func read(_ path: String) throws -> ConfigurationFile {
    let file = try SourceFile(path: path)
    return try ConfigurationFile(name: file.name, text: file.text)
  }

  /// - Parameter name: the file's name, for messages.
  init(name: String, text: String) throws(Invalid) {
    sources = SourceTexts([.init(name: name, text: text)])
    let root: YAMLValue
    do throws(YAMLError) { root = try YAMLValue(parsing: text) } catch {
      throw Self.invalid(error.message, error.location, name, sources)
    }
    // An empty file is valid.
    if case .scalar(let text, _) = root.content, text.isEmpty { return }
    guard case .mapping(let members) = root.content else {
      throw Self.invalid("A configuration is a mapping of settings, for example port: 4000", root.location, name, sources)
    }
    for member in members {
      if member.name == Self.environmentName {
        try readEnvironment(member.value, name)
        continue
      }
      guard let setting = Self.settings.first(where: { $0.name == member.name }) else {
        let names = Self.settings.map(\.name) + [Self.environmentName]
        let near = Suggestion.question(Suggestion.list(for: member.name, among: names))
        let fix = near.isEmpty ? " There are \(names.joined(separator: ", "))." : near
        throw Self.invalid("Unknown setting \"\(member.name)\".\(fix)", member.location, name, sources)
      }
      var value = try scalar(member.value, member.name, name)
      // The folder's path is relative to the file, so that the file means the same whatever the working directory is.
      if setting.name == "schema", !value.hasPrefix("/"), let slash = name.lastIndex(of: "/") { value = name[...slash] + value }
      guard values.updateValue(value, forKey: setting.variable) == nil else {
        throw Self.invalid("\"\(member.name)\" is set twice.", member.location, name, sources)
      }
      places[setting.variable] = SourcePosition(file: name, location: member.value.location)
    }
  }

  private mutating func readEnvironment(_ value: YAMLValue, _ file: String) throws(Invalid) {
    guard case .mapping(let members) = value.content else {
      throw Self.invalid("\"environment\" is a mapping of names to values.", value.location, file, sources)
    }
    for member in members {
      guard !Self.settings.contains(where: { $0.variable == member.name }) else {
        throw Self.invalid("\"\(member.name)\" is a setting. Write it at the top level.", member.location, file, sources)
      }
      values[member.name] = try scalar(member.value, member.name, file)
    }
  }

  private func scalar(_ value: YAMLValue, _ setting: String, _ file: String) throws(Invalid) -> String {
    guard case .scalar(let text, _) = value.content, !text.isEmpty else {
      throw Self.invalid("\"\(setting)\" must be one value.", value.location, file, sources)
    }
    return text
  }

  /// A message about a variable's value, with the line of the file. Nil if the file does not set it.
  func message(_ variable: String, _ message: String) -> String? {
    guard let place = places[variable], let setting = Self.settings.first(where: { $0.variable == variable }) else { return nil }
    return Diagnostic(.error, rule: "configuration", "\(setting.name) \(message)", at: [place]).text(sources)
  }

  private static func invalid(_ message: String, _ location: SourceLocation, _ file: String, _ sources: SourceTexts) -> Invalid {
    Invalid(
      description: Diagnostic(.error, rule: "configuration", message, at: [SourcePosition(file: file, location: location)]).text(sources))
  }
}
