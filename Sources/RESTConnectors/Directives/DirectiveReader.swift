import GraphQLFederation
import GraphQLLanguage
import JSON

/// Reads the arguments of a directive. Composition has checked them against the declaration and added the defaults; this checks the
/// meaning of their values.
package struct DirectiveReader {
  private let label: String
  private let file: String
  private let location: SourceLocation
  private let arguments: [Value.ObjectField]
  package private(set) var errors: [CompositionError] = []

  package init(_ directive: Directive, file: String) {
    self.init(
      label: "@\(directive.name.value)", file: file, location: directive.location,
      arguments: directive.arguments.map { Value.ObjectField(name: $0.name, value: $0.value) })
  }

  private init(label: String, file: String, location: SourceLocation, arguments: [Value.ObjectField]) {
    self.label = label
    self.file = file
    self.location = location
    self.arguments = arguments
  }

  /// - Parameter near: names that the author may have meant.
  mutating func fail(_ message: String, at location: SourceLocation? = nil, near: [String] = []) {
    let known = location.flatMap { $0.isKnown ? $0 : nil } ?? self.location
    errors.append(CompositionError("\(label) \(message).\(Suggestion.question(near))", at: SourcePosition(file: file, location: known)))
  }

  mutating func fail(_ argument: String, _ error: TemplateError) {
    fail("\(argument): \(error.description)", at: value(argument)?.location, near: error.near)
  }

  func value(_ argument: String) -> Value? { arguments.first { $0.name.value == argument }?.value }

  func string(_ argument: String) -> String? { value(argument)?.stringValue }

  func strings(_ argument: String) -> [String] { values(argument).compactMap(\.stringValue) }

  /// The name of an enum value.
  func name(_ argument: String) -> String? {
    if case .enumeration(let name)? = value(argument)?.content { name } else { nil }
  }

  /// A boolean; false when it is absent.
  func flag(_ argument: String) -> Bool {
    if case .boolean(let flag)? = value(argument)?.content { flag } else { false }
  }

  /// The value of an argument that is required or has a default.
  mutating func int(_ argument: String, in range: ClosedRange<Int>) -> Int {
    if let number = value(argument)?.intValue, range.contains(number) { return number }
    fail("\(argument) must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: value(argument)?.location)
    return range.lowerBound
  }

  mutating func path(_ argument: String) -> JSONPath? { value(argument).flatMap { path(argument, $0) } }

  mutating func paths(_ argument: String) -> [JSONPath] {
    var paths: [JSONPath] = []
    for element in values(argument) { if let path = path(argument, element) { paths.append(path) } }
    return paths
  }

  private mutating func path(_ argument: String, _ value: Value) -> JSONPath? {
    let text = value.stringValue ?? ""
    do throws(PathError) { return try PathText(text).path } catch {
      fail("\(argument): \"\(text)\" is not a path: \(error.reason); \(error.advice)", at: value.location)
      return nil
    }
  }

  mutating func template(_ argument: String) -> Template? {
    guard let text = string(argument) else { return nil }
    do { return try Template(text) } catch {
      fail(argument, error)
      return nil
    }
  }

  /// Reads an argument that is an input object; nil when it is absent.
  mutating func object<Result>(_ argument: String, _ read: (inout DirectiveReader) -> Result) -> Result? {
    value(argument).flatMap { object(argument, $0, read) }
  }

  /// Reads an argument that is a list of input objects.
  mutating func objects<Result>(_ argument: String, _ read: (inout DirectiveReader) -> Result?) -> [Result] {
    var results: [Result] = []
    for element in values(argument) { if let result = object(argument, element, read) ?? nil { results.append(result) } }
    return results
  }

  private mutating func object<Result>(_ argument: String, _ value: Value, _ read: (inout DirectiveReader) -> Result) -> Result? {
    guard case .object(let fields) = value.content else { return nil }
    let location = value.location.isKnown ? value.location : self.location
    var inner = DirectiveReader(label: "\(label) \(argument):", file: file, location: location, arguments: fields)
    let result = read(&inner)
    errors += inner.errors
    return result
  }

  /// The elements of an argument that is a list.
  func values(_ argument: String) -> [Value] {
    if case .list(let values)? = value(argument)?.content { values } else { [] }
  }
}
