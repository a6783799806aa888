import HTTPCore
import JSON
import SharedKernel

/// Reads a JSON object strictly, and collects every error instead of stopping at the first.
///
///     var body = try BodyReader(context)
///     let email = body.requiredString("email", length: 3...254)
///     let notes = body.optionalString("notes", length: 0...1000)
///     try body.finish()          // throws all errors at once, including those of unknown members
///
/// Until `finish` has returned, the values read may be placeholders.
public struct BodyReader {
  private let view: JSONView
  private let path: String
  private var known: Set<String> = []
  private(set) var errors: [FieldError] = []

  /// The maximum number of errors in one response.
  static let maximumErrors = 100

  /// Parses the body. 415 unless `Content-Type` is `application/json`; 400 unless it is a JSON object.
  public init(_ request: HTTPRequest) throws(ServiceError) {
    guard let type = request.headers["Content-Type"], BodyReader.isJSON(type) else { throw .unsupportedMediaType() }
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: request.body, maximumDepth: 64)
    } catch {
      throw .invalidInput([], message: "The body is not JSON: \(error.description)")
    }
    guard document.root.kind == .object else { throw .invalidInput([], message: "The body must be a JSON object") }
    self.init(view: document.root, path: "")
  }

  public init(_ context: RequestContext) throws(ServiceError) { try self.init(context.request) }

  init(view: JSONView, path: String) {
    self.view = view
    self.path = path
  }

  private static func isJSON(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" }.lowercased()
    return type.split(separator: " ").joined() == "application/json"
  }

  /// Throws all errors found, including those of unknown members.
  public mutating func finish() throws(ServiceError) {
    let all = allErrors()
    if !all.isEmpty { throw .invalidInput(all) }
  }

  /// Adds an error that the caller has found.
  public mutating func reject(_ name: String, _ message: String) {
    guard errors.count < BodyReader.maximumErrors else { return }
    errors.append(FieldError(field: path + name, message: message))
  }

  /// Whether the object has the member, with a value other than `null`.
  public func has(_ name: String) -> Bool { view[name].map { !$0.isNull } ?? false }

  /// The member's value; nil if it is missing or `null`, which is an error for a required member.
  mutating func value(_ name: String, isRequired: Bool) -> JSONView? {
    known.insert(name)
    if let value = view[name], !value.isNull { return value }
    if isRequired { reject(name, "is required") }
    return nil
  }

  mutating func adopt(_ nested: BodyReader) {
    for error in nested.allErrors() where errors.count < BodyReader.maximumErrors { errors.append(error) }
  }

  /// The path of an element of an array member, for a nested reader.
  func elementPath(_ name: String, _ index: Int) -> String { "\(path)\(name)[\(index)]" }

  private func allErrors() -> [FieldError] {
    var all = errors
    var reported: Set<String> = []
    var seen: Set<String> = []
    for (name, _) in view.members {
      // RFC 8259 §4: the meaning of a repeated name is unpredictable.
      let message = !known.contains(name) ? "is not a known member" : seen.insert(name).inserted ? nil : "must be given once"
      guard let message, reported.insert(name).inserted else { continue }
      guard all.count < BodyReader.maximumErrors else { break }
      all.append(FieldError(field: path + String(name.prefix(100)), message: message))
    }
    return all
  }
}

extension BodyReader {
  /// A string of this length in Unicode scalars. Blank text is an error if `length` excludes 0.
  public mutating func requiredString(_ name: String, length: ClosedRange<Int> = 1...255) -> String {
    value(name, isRequired: true).flatMap { string($0, name, length) } ?? ""
  }

  /// Like `requiredString`; nil if the member is missing or `null`.
  public mutating func optionalString(_ name: String, length: ClosedRange<Int> = 0...255) -> String? {
    value(name, isRequired: false).flatMap { string($0, name, length) }
  }

  /// A whole number within `range`.
  public mutating func requiredInt(_ name: String, range: ClosedRange<Int>) -> Int {
    value(name, isRequired: true).flatMap { int($0, name, range) } ?? range.lowerBound
  }

  /// Like `requiredInt`; nil if the member is missing or `null`.
  public mutating func optionalInt(_ name: String, range: ClosedRange<Int>) -> Int? {
    value(name, isRequired: false).flatMap { int($0, name, range) }
  }

  /// `true` or `false`; nil if the member is missing or `null`.
  public mutating func optionalBool(_ name: String) -> Bool? {
    guard let value = value(name, isRequired: false) else { return nil }
    if value.bool == nil { reject(name, "must be true or false") }
    return value.bool
  }

  /// An exact amount with at most two decimals within `range`.
  public mutating func requiredMoney(_ name: String, range: ClosedRange<Money> = .zero ... .maximum) -> Money {
    value(name, isRequired: true).flatMap { money($0, name, range) } ?? .zero
  }

  /// Like `requiredMoney`; nil if the member is missing or `null`.
  public mutating func optionalMoney(_ name: String, range: ClosedRange<Money> = .zero ... .maximum) -> Money? {
    value(name, isRequired: false).flatMap { money($0, name, range) }
  }

  public mutating func requiredID(_ name: String) -> EntityID {
    requiredValue(name, length: 1...100, rule: "must be an identifier") { EntityID($0) } ?? EntityID(high: 0, low: 0)
  }

  /// Like `requiredID`; nil if the member is missing or `null`.
  public mutating func optionalID(_ name: String) -> EntityID? {
    guard has(name) else {
      _ = value(name, isRequired: false)
      return nil
    }
    return requiredID(name)
  }

  /// One of an enumeration's raw values; nil only together with an error.
  public mutating func requiredChoice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return requiredValue(name, length: 1...100, rule: "must be one of \(names)") { Choice(rawValue: $0) }
  }

  /// An array of distinct strings, each one of the allowed ones.
  public mutating func requiredChoices(_ name: String, among allowed: Set<String>, count: ClosedRange<Int>) -> Set<String> {
    guard let array = value(name, isRequired: true) else { return [] }
    let texts = array.elements.compactMap(\.string)
    guard array.kind == .array, texts.count == array.count, count.contains(texts.count), Set(texts).count == texts.count else {
      reject(name, "must be an array of \(count.lowerBound) to \(count.upperBound) different strings")
      return []
    }
    if let other = texts.first(where: { !allowed.contains($0) }) {
      reject("\(name)[\(texts.firstIndex(of: other) ?? 0)]", "must be one of \(allowed.sorted().joined(separator: ", "))")
    }
    return Set(texts)
  }

  /// A string that `parse` accepts; `rule` is the error message otherwise. Nil only together with an error.
  public mutating func requiredValue<Value>(
    _ name: String, length: ClosedRange<Int> = 1...255, rule: String, _ parse: (String) -> Value?
  ) -> Value? {
    guard let view = value(name, isRequired: true), let text = string(view, name, length) else { return nil }
    guard let parsed = parse(text) else {
      reject(name, rule)
      return nil
    }
    return parsed
  }

  /// Like `requiredValue`; a missing member or `null` is nil without an error.
  public mutating func optionalValue<Value>(
    _ name: String, length: ClosedRange<Int> = 1...255, rule: String, _ parse: (String) -> Value?
  ) -> Value? {
    guard has(name) else {
      _ = value(name, isRequired: false)
      return nil
    }
    return requiredValue(name, length: length, rule: rule, parse)
  }

  /// An array of objects. `read` gets a reader for each, whose errors are named `name[0].member`.
  public mutating func requiredObjects<Element>(
    _ name: String, count: ClosedRange<Int> = 1...100, _ read: (inout BodyReader) -> Element
  ) -> [Element] {
    guard let array = value(name, isRequired: true) else { return [] }
    guard array.kind == .array else {
      reject(name, "must be an array")
      return []
    }
    guard count.contains(array.count) else {
      reject(name, "must have between \(count.lowerBound) and \(count.upperBound) elements")
      return []
    }
    var elements: [Element] = []
    for (index, element) in array.elements.enumerated() {
      guard element.kind == .object else {
        reject("\(name)[\(index)]", "must be an object")
        continue
      }
      var nested = BodyReader(view: element, path: elementPath(name, index) + ".")
      elements.append(read(&nested))
      adopt(nested)
    }
    return elements
  }

  private mutating func string(_ view: JSONView, _ name: String, _ length: ClosedRange<Int>) -> String? {
    guard view.kind == .string else {
      reject(name, "must be a string")
      return nil
    }
    guard let text = view.string, TextRule.plain.accepts(text) else {
      reject(name, TextRule.plain.message)
      return nil
    }
    let count = text.unicodeScalars.count
    if length.lowerBound > 0, !TextRule.visible.accepts(text) {
      reject(name, TextRule.visible.message)
    } else if count < length.lowerBound {
      reject(name, "must be at least \(length.lowerBound) characters long")
    } else if count > length.upperBound {
      reject(name, "must be at most \(length.upperBound) characters long")
    } else {
      return text
    }
    return nil
  }

  private mutating func int(_ view: JSONView, _ name: String, _ range: ClosedRange<Int>) -> Int? {
    guard view.kind == .number, let number = view.int, range.contains(Int(number)) else {
      reject(name, "must be a whole number between \(range.lowerBound) and \(range.upperBound)")
      return nil
    }
    return Int(number)
  }

  private mutating func money(_ view: JSONView, _ name: String, _ range: ClosedRange<Money>) -> Money? {
    guard let money = view.numberText.flatMap(Money.init), range.contains(money) else {
      reject(name, "must be a number between \(range.lowerBound) and \(range.upperBound) with at most two decimals")
      return nil
    }
    return money
  }
}
