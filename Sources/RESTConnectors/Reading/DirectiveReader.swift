import GraphQLFederation
import GraphQLLanguage
import JSON

/// Reads the arguments of one applied directive and says what is wrong with them.
struct DirectiveReader {
  let name: String
  let file: String
  let location: SourceLocation
  private let arguments: [(name: String, value: Value)]
  private(set) var errors: [CompositionError] = []

  init(_ directive: Directive, file: String, allowed: Set<String>) {
    self.init(
      name: "@\(directive.name.value)", file: file, location: directive.location,
      arguments: directive.arguments.map { ($0.name, $0.value) }, allowed: allowed)
  }

  private init(name: String, file: String, location: SourceLocation, arguments: [(name: Name, value: Value)], allowed: Set<String>) {
    self.name = name
    self.file = file
    self.location = location
    self.arguments = arguments.map { ($0.name.value, $0.value) }
    for argument in arguments where !allowed.contains(argument.name.value) {
      fail(
        "has no argument \"\(argument.name)\"", at: argument.name.location,
        near: Suggestion.list(for: argument.name.value, among: allowed.sorted()))
    }
  }

  /// - Parameter near: names that may be meant.
  mutating func fail(_ message: String, at place: SourceLocation? = nil, near: [String] = []) {
    let location = place.flatMap { $0.isKnown ? $0 : nil } ?? self.location
    errors.append(CompositionError("\(name) \(message).\(Suggestion.question(near))", at: Place(file: file, location: location)))
  }

  mutating func fail(_ argument: String, _ error: TemplateError) {
    fail("\(argument): \(error.description)", at: value(argument)?.location, near: error.near)
  }

  /// The value of an argument; nil when absent or null.
  func value(_ argument: String) -> Value? {
    arguments.first { $0.name == argument }.flatMap { $0.value.isNull ? nil : $0.value }
  }

  mutating func string(_ argument: String) -> String? {
    guard let value = value(argument) else { return nil }
    if let text = value.stringValue { return text }
    fail("\(argument) must be a string", at: value.location)
    return nil
  }

  mutating func requiredString(_ argument: String) -> String? {
    if let text = string(argument), !text.isEmpty { return text }
    fail("needs \(argument)")
    return nil
  }

  mutating func int(_ argument: String, default standard: Int, in range: ClosedRange<Int>) -> Int {
    guard let value = value(argument) else { return standard }
    if let number = value.intValue, range.contains(number) { return number }
    fail("\(argument) must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: value.location)
    return standard
  }

  /// A list of strings; a single one is a list of one.
  mutating func strings(_ argument: String) -> [String] {
    guard let value = value(argument) else { return [] }
    if let text = value.stringValue { return [text] }
    if case .list(let elements) = value.content {
      let texts = elements.compactMap(\.stringValue)
      if texts.count == elements.count { return texts }
    }
    fail("\(argument) must be a list of strings", at: value.location)
    return []
  }

  mutating func path(_ argument: String) -> JSONPath? {
    guard let text = string(argument) else { return nil }
    guard let path = JSONPath(text) else {
      fail("\(argument): \"\(text)\" is no path; write a.b.c", at: value(argument)?.location)
      return nil
    }
    return path
  }

  mutating func template(_ argument: String) -> Template? {
    guard let text = string(argument) else { return nil }
    do { return try Template(text) } catch {
      fail(argument, error)
      return nil
    }
  }

  /// One of an enum's names.
  mutating func choice<Choice>(_ argument: String, _ choices: [String: Choice], default standard: Choice) -> Choice {
    guard let value = value(argument) else { return standard }
    if case .enumeration(let name) = value.content, let choice = choices[name] { return choice }
    fail("\(argument) must be one of \(choices.keys.sorted().joined(separator: ", "))", at: value.location)
    return standard
  }

  /// Reads an argument that is an input object; nothing happens when it is absent.
  mutating func object(_ argument: String, allowed: Set<String>, _ read: (inout DirectiveReader) -> Void) {
    guard let value = value(argument) else { return }
    guard case .object(let fields) = value.content else {
      fail("\(argument) must be an object", at: value.location)
      return
    }
    var inner = DirectiveReader(
      name: "\(name) \(argument):", file: file, location: value.location, arguments: fields.map { ($0.name, $0.value) },
      allowed: allowed)
    read(&inner)
    errors += inner.errors
  }

  /// Reads an argument that is a list of input objects.
  mutating func objects(_ argument: String, allowed: Set<String>, _ read: (inout DirectiveReader) -> Void) {
    guard let value = value(argument) else { return }
    var elements = [value]
    if case .list(let list) = value.content { elements = list }
    for element in elements {
      guard case .object(let fields) = element.content else {
        fail("\(argument) must be a list of objects", at: element.location)
        continue
      }
      var inner = DirectiveReader(
        name: "\(name) \(argument):", file: file, location: element.location, arguments: fields.map { ($0.name, $0.value) },
        allowed: allowed)
      read(&inner)
      errors += inner.errors
    }
  }
}
