import HTTPCore
import JSON
import SharedKernel

/// Reads a JSON object strictly, and collects every fault instead of stopping at the first.
///
///     var body = try BodyReader(context)
///     let email = body.requiredString("email", length: 3...254)
///     let notes = body.optionalString("notes", length: 0...1000)
///     try body.finish()          // throws all faults at once, unknown members too
///
/// Until `finish` has returned, the values read may be stand-ins for missing ones.
public struct BodyReader {
  private let view: JSONView
  private let path: String
  private var known: Set<String> = []
  private(set) var faults: [FieldError] = []

  /// The most faults that one answer lists.
  static let maximumFaults = 100

  /// Parses the body. 415 unless `Content-Type` is `application/json`; 400 for text that is no JSON object.
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

  /// Parses the body of a handler's request.
  public init(_ context: RequestContext) throws(ServiceError) { try self.init(context.request) }

  init(view: JSONView, path: String) {
    self.view = view
    self.path = path
  }

  private static func isJSON(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" }.lowercased()
    return type.split(separator: " ").joined() == "application/json"
  }

  /// Throws all faults found, members that nobody asked for among them.
  public mutating func finish() throws(ServiceError) {
    let all = allFaults()
    if !all.isEmpty { throw .invalidInput(all) }
  }

  /// Adds a fault of a member that the reader itself cannot know.
  public mutating func reject(_ name: String, _ message: String) {
    guard faults.count < BodyReader.maximumFaults else { return }
    faults.append(FieldError(field: path + name, message: message))
  }

  /// Whether the object has the member, with a value other than `null`.
  public func has(_ name: String) -> Bool { view[name].map { !$0.isNull } ?? false }

  /// The member's value; a missing member or `null` is nil, and a fault when it is required.
  mutating func value(_ name: String, isRequired: Bool) -> JSONView? {
    known.insert(name)
    if let value = view[name], !value.isNull { return value }
    if isRequired { reject(name, "is required") }
    return nil
  }

  mutating func adopt(_ nested: BodyReader) {
    for fault in nested.allFaults() where faults.count < BodyReader.maximumFaults { faults.append(fault) }
  }

  /// The path of an element of an array member, for a nested reader.
  func elementPath(_ name: String, _ index: Int) -> String { "\(path)\(name)[\(index)]" }

  private func allFaults() -> [FieldError] {
    var all = faults
    var reported: Set<String> = []
    var seen: Set<String> = []
    for (name, _) in view.members {
      // RFC 8259 §4 leaves open which one of two counts; nobody may find out with an amount of money.
      let message = !known.contains(name) ? "is not a known member" : seen.insert(name).inserted ? nil : "must be given once"
      guard let message, reported.insert(name).inserted else { continue }
      guard all.count < BodyReader.maximumFaults else { break }
      all.append(FieldError(field: path + String(name.prefix(100)), message: message))
    }
    return all
  }
}

extension BodyReader {
  /// A string whose length, in Unicode scalars, is within `length`; blank text counts as missing when at least one character is asked for.
  public mutating func requiredString(_ name: String, length: ClosedRange<Int> = 1...255) -> String {
    value(name, isRequired: true).flatMap { string($0, name, length) } ?? ""
  }

  /// Like `requiredString`; nil when the member is missing or `null`.
  public mutating func optionalString(_ name: String, length: ClosedRange<Int> = 0...255) -> String? {
    value(name, isRequired: false).flatMap { string($0, name, length) }
  }

  /// A whole number within `range`.
  public mutating func requiredInt(_ name: String, range: ClosedRange<Int>) -> Int {
    value(name, isRequired: true).flatMap { int($0, name, range) } ?? range.lowerBound
  }

  /// Like `requiredInt`; nil when the member is missing or `null`.
  public mutating func optionalInt(_ name: String, range: ClosedRange<Int>) -> Int? {
    value(name, isRequired: false).flatMap { int($0, name, range) }
  }

  /// `true` or `false`; nil when the member is missing or `null`.
  public mutating func optionalBool(_ name: String) -> Bool? {
    guard let value = value(name, isRequired: false) else { return nil }
    if value.bool == nil { reject(name, "must be true or false") }
    return value.bool
  }

  /// An exact amount with at most two decimals within `range`.
  public mutating func requiredMoney(_ name: String, range: ClosedRange<Money> = .zero ... .maximum) -> Money {
    value(name, isRequired: true).flatMap { money($0, name, range) } ?? .zero
  }

  /// Like `requiredMoney`; nil when the member is missing or `null`.
  public mutating func optionalMoney(_ name: String, range: ClosedRange<Money> = .zero ... .maximum) -> Money? {
    value(name, isRequired: false).flatMap { money($0, name, range) }
  }

  /// An identifier.
  public mutating func requiredID(_ name: String) -> EntityID {
    requiredValue(name, length: 1...100, rule: "must be an identifier") { EntityID($0) } ?? EntityID(high: 0, low: 0)
  }

  /// Like `requiredID`; nil when the member is missing or `null`.
  public mutating func optionalID(_ name: String) -> EntityID? {
    guard has(name) else {
      _ = value(name, isRequired: false)
      return nil
    }
    return requiredID(name)
  }

  /// One of an enumeration's names; nil only together with a fault.
  public mutating func requiredChoice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return requiredValue(name, length: 1...100, rule: "must be one of \(names)") { Choice(rawValue: $0) }
  }

  /// A string that `parse` understands; `rule` says what is wrong when it does not. Nil only together with a fault.
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

  /// Like `requiredValue`; a missing member or `null` is nil without a fault.
  public mutating func optionalValue<Value>(
    _ name: String, length: ClosedRange<Int> = 1...255, rule: String, _ parse: (String) -> Value?
  ) -> Value? {
    guard has(name) else {
      _ = value(name, isRequired: false)
      return nil
    }
    return requiredValue(name, length: length, rule: rule, parse)
  }

  /// An array of objects; each is read by `read` with a reader of its own, whose faults are named `name[0].member`.
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
