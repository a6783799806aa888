import JSON
import SharedKernel

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
      reject(name, TextRule.plain.words)
      return nil
    }
    let count = text.unicodeScalars.count
    if length.lowerBound > 0, !TextRule.visible.accepts(text) {
      reject(name, TextRule.visible.words)
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
