import GraphQLLanguage

/// Resolves and checks the directives of a file.
///
/// A file may rename federation's directives by `@link`. Without a `@link` to federation it uses them under their own names.
struct LinkedDirectives {
  private let file: String
  /// The canonical names by the names in the file.
  private var names: [String: String] = [:]
  /// Directives and namespaces of other specifications, which are ignored.
  private var foreign: Set<String> = []
  /// The directives that the file defines itself.
  private let own: DirectiveDeclarations
  private let connectors: DirectiveDeclarations
  private var isLinked = false
  private(set) var errors: [CompositionError] = []

  private static let known = Set(FederationDirectives.declarations.directives.keys).union(FederationDirectives.unsupported)
  private static let newestMinor = 12

  /// - Parameters:
  ///   - own: the directives that the file defines itself.
  ///   - connectors: the directives of connectors, which need no import.
  init(file: String, schemaDirectives: [Directive], own: DirectiveDeclarations, connectors: DirectiveDeclarations) {
    self.file = file
    self.own = own
    self.connectors = connectors
    for name in connectors.directives.keys { names[name] = name }
    for link in schemaDirectives where link.name.value == "link" { read(link) }
    if !isLinked { for name in Self.known { names[name] = name } }
  }

  private mutating func fail(_ message: String, _ code: CompositionCode, _ location: SourceLocation) {
    errors.append(CompositionError(message, code: code, at: SourcePosition(file: file, location: location)))
  }

  private mutating func read(_ link: Directive) {
    // The check against the declaration reports its absence.
    guard let url = link.value(of: "url")?.stringValue else { return }
    let parts = url.split(separator: "/")
    let isVersioned = parts.last.map { $0.hasPrefix("v") && $0.dropFirst().first?.isNumber == true } ?? false
    let name = parts.dropLast(isVersioned ? 1 : 0).last.map(String.init) ?? ""
    let namespace = link.value(of: "as")?.stringValue ?? name
    let isFederation = url.hasPrefix("https://specs.apollo.dev/federation/")
    if isFederation {
      isLinked = true
      checkVersion(parts.last.map(String.init) ?? "", link.location)
      for name in Self.known { names["\(namespace)__\(name)"] = name }
    } else if !namespace.isEmpty {
      foreign.insert(namespace)
      if case .enumeration(let purpose)? = link.value(of: "for")?.content, name != "link", name != "tag", name != "inaccessible" {
        fail("@link for \(purpose): this gateway does not know \"\(url)\", which must not be ignored.", .unsupportedFeature, link.location)
      }
    }
    guard let imports = link.value(of: "import") else { return }
    guard case .list(let items) = imports.content else {
      return fail("@link import must be a list of names.", .invalidLink, imports.location)
    }
    for item in items { add(item, isFederation: isFederation || ["tag", "inaccessible"].contains(name)) }
  }

  private mutating func checkVersion(_ text: String, _ location: SourceLocation) {
    let numbers = text.dropFirst().split(separator: ".").map { Int($0) }
    guard text.hasPrefix("v"), numbers.count == 2, numbers[0] == 2, let minor = numbers[1], (0...Self.newestMinor).contains(minor) else {
      return fail(
        "@link: federation \(text.isEmpty ? "without version" : text) is not known; write v2.0 to v2.\(Self.newestMinor).",
        .unknownFederationVersion, location)
    }
  }

  /// One import: `"@key"` or `{ name: "@key", as: "@k" }`.
  private mutating func add(_ item: Value, isFederation: Bool) {
    guard let name = item.stringValue ?? item["name"]?.stringValue else {
      return fail("@link import: write \"@name\" or { name: \"@name\", as: \"@other\" }.", .invalidLink, item.location)
    }
    let alias = item["as"]?.stringValue ?? name
    guard name.hasPrefix("@") == alias.hasPrefix("@") else {
      return fail("@link import: \"\(name)\" cannot become \"\(alias)\"; a directive stays a directive.", .invalidLink, item.location)
    }
    guard name.hasPrefix("@") else { return }
    let (plain, written) = (String(name.dropFirst()), String(alias.dropFirst()))
    if !isFederation {
      foreign.insert(written)
    } else if Self.known.contains(plain) {
      if let other = names[written], other != plain {
        fail("@link import: \"\(alias)\" is imported twice.", .invalidLink, item.location)
      }
      names[written] = plain
    } else {
      let near = Suggestion.list(for: plain, among: Self.known.sorted()).map { "@\($0)" }
      fail("@link import: federation has no directive \"\(name)\".\(Suggestion.question(near))", .invalidLink, item.location)
    }
  }

  /// The checked directive under its canonical name. Nil when composition ignores it, or when it has an error.
  private mutating func canonical(_ directive: Directive, at location: DirectiveLocation, isRepeated: Bool) -> Directive? {
    let name = directive.name.value
    guard let known = names[name] else {
      if let declarations = keptDeclarations(of: name) {
        return checked(directive, in: declarations, at: location, isRepeated: isRepeated).map { _ in directive }
      }
      if own.directives[name] != nil {
        _ = checked(directive, in: own, at: location, isRepeated: isRepeated)
        return nil
      }
      if foreign.contains(name) || foreign.contains(where: { name.hasPrefix("\($0)__") }) { return nil }
      let isMissing = Self.known.contains(name)
      let all = names.keys.sorted() + FederationDirectives.language.directives.keys.sorted() + ["link"]
      fail(
        "Unknown directive \"@\(name)\"."
          + (isMissing
            ? " Add \"@\(name)\" to the import of @link, or write @federation__\(name)."
            : Suggestion.question(Suggestion.list(for: name, among: all).map { "@\($0)" })),
        .invalidGraphQL, directive.location)
      return nil
    }
    let declarations = connectors.directives[known] == nil ? FederationDirectives.declarations : connectors
    guard declarations.directives[known] != nil else {
      fail("\"@\(name)\" is not supported yet; remove it.", .unsupportedFeature, directive.location)
      return nil
    }
    return checked(directive, as: known, in: declarations, at: location, isRepeated: isRepeated)
  }

  /// The declarations of a directive that is kept as it is written.
  private func keptDeclarations(of name: String) -> DirectiveDeclarations? {
    if name == "link" { return FederationDirectives.link }
    // Only the specification defines its directives, but a file may define a @cacheControl of its own.
    if FederationDirectives.language.directives[name] == nil || name == "cacheControl" && own.directives[name] != nil { return nil }
    return FederationDirectives.language
  }

  /// The directive with all its arguments, after a check against its declaration. Nil when it may not be here.
  ///
  /// - Parameter known: its canonical name, when the file uses another one.
  private mutating func checked(
    _ directive: Directive, as known: String? = nil, in declarations: DirectiveDeclarations, at location: DirectiveLocation,
    isRepeated: Bool
  ) -> Directive? {
    let name = directive.name
    guard let definition = declarations.directives[known ?? name.value] else { return nil }
    guard definition.locations.contains(where: { $0.value == location.rawValue }) else {
      let places = definition.locations.map { Self.words($0.value) }.joined(separator: ", ")
      fail(
        "\"@\(name)\" is not allowed on \(Self.words(location.rawValue)); it may stand on: \(places).", declarations.code,
        directive.location)
      return nil
    }
    if isRepeated, !definition.isRepeatable {
      fail("\"@\(name)\" is allowed only once here.", declarations.code, directive.location)
      return nil
    }
    var coerced = DirectiveCoercion.coerced(directive, as: definition, in: declarations, file: file, errors: &errors)
    coerced.name = Name(known ?? name.value, location: name.location)
    return coerced
  }

  private static func words(_ location: String) -> String { location.lowercased().split(separator: "_").joined(separator: " ") }

  /// The directives of an element that composition interprets, under their own names.
  mutating func canonical(_ directives: [Directive], at location: DirectiveLocation) -> [Directive] {
    var seen: Set<String> = []
    return directives.compactMap { directive in
      let name = directive.name.value
      // A file may use a known directive under another name, and its own name for a directive of the file.
      let isRepeated = !seen.insert(names[name].map { "federation \($0)" } ?? name).inserted
      return canonical(directive, at: location, isRepeated: isRepeated)
    }
  }
}
