import JSON

/// What an upstream value is not.
struct LeafProblem {
  /// Without the value, which the client may not be meant to see.
  let message: String
  let value: JSONValue

  func text(_ showsValue: Bool) -> String {
    showsValue ? "\(message): \(Inspect.text(value))" : "\(message)."
  }
}

/// Result coercion of scalars and enums. Section 3.5; lenient where graphql-js is, wording graphql-js's.
enum LeafCompletion {
  /// Writes a value that is not null. Returns what is wrong with it, and has written nothing then.
  static func write(_ view: JSONView, _ type: LeafType, to writer: inout JSONWriter) -> LeafProblem? {
    switch type {
    case .custom:
      writer.copy(view)
      return nil
    case .string:
      switch view.kind {
      case .string: writer.copy(view)
      case .boolean, .number: writer.string(String(decoding: view.raw, as: UTF8.self))
      default: return LeafProblem(message: "String cannot represent value", value: JSONValue(view))
      }
      return nil
    case .id:
      switch view.kind {
      case .string: writer.copy(view)
      case .number:
        guard let text = view.numberText.flatMap({ ScalarCoercion.integerText($0) }) else {
          return LeafProblem(message: "ID cannot represent value", value: JSONValue(view))
        }
        writer.string(text)
      default: return LeafProblem(message: "ID cannot represent value", value: JSONValue(view))
      }
      return nil
    case .int: return writeInt(view, to: &writer)
    case .float: return writeFloat(view, to: &writer)
    case .boolean:
      switch view.kind {
      case .boolean: writer.copy(view)
      case .number:
        guard let number = view.double else {
          return LeafProblem(message: "Boolean cannot represent a non boolean value", value: JSONValue(view))
        }
        writer.bool(number != 0)
      default: return LeafProblem(message: "Boolean cannot represent a non boolean value", value: JSONValue(view))
      }
      return nil
    case .enumeration(let leaf):
      for place in leaf.values.indices where view.isString(utf8: leaf.values[place].string) {
        writer.raw(leaf.values[place].text)
        return nil
      }
      return LeafProblem(message: "Enum \"\(leaf.name)\" cannot represent value", value: JSONValue(view))
    }
  }

  private static func writeInt(_ view: JSONView, to writer: inout JSONWriter) -> LeafProblem? {
    if view.kind == .boolean {
      writer.number(view.bool == true ? 1 : 0)
      return nil
    }
    if let number = view.int, let small = Int32(exactly: number) {
      writer.number(Int(small))
      return nil
    }
    // In quotes, a whole number only as it is written without fraction and exponent.
    let quoted = quotedNumber(view).flatMap { text in text.utf8.contains { ".eE".utf8.contains($0) } ? nil : text }
    guard let number = (view.numberText ?? quoted).flatMap({ ScalarCoercion.wholeNumber($0) }) else {
      return LeafProblem(message: "Int cannot represent non-integer value", value: JSONValue(view))
    }
    guard let small = Int32(exactly: number) else {
      return LeafProblem(message: "Int cannot represent non 32-bit signed integer value", value: JSONValue(view))
    }
    writer.number(Int(small))
    return nil
  }

  private static func writeFloat(_ view: JSONView, to writer: inout JSONWriter) -> LeafProblem? {
    switch view.kind {
    case .number where writeDouble(view, to: &writer): return nil
    case .boolean:
      writer.number(view.bool == true ? 1 : 0)
      return nil
    case .string:
      if let text = quotedNumber(view), let number = Double(text), number.isFinite {
        writer.raw((number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : JSONNumber.text(of: number)).utf8)
        return nil
      }
    default: break
    }
    return LeafProblem(message: "Float cannot represent non numeric value", value: JSONValue(view))
  }

  /// The number in a string without the blanks around it, as far as `Number()` of JavaScript and `float()` of Python agree on what one is.
  private static func quotedNumber(_ view: JSONView) -> String? {
    guard let text = view.utf8 else { return nil }
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || 0x09...0x0D ~= $0 }
    let bare = text.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    guard bare.allSatisfy({ $0 &- 0x30 < 10 || "+-.eE".utf8.contains($0) }) else { return nil }
    return String(decoding: Array(bare), as: UTF8.self)
  }

  /// Writes a finite number of double precision: as it is written, unless it has more digits than one holds. False: it is none.
  private static func writeDouble(_ view: JSONView, to writer: inout JSONWriter) -> Bool {
    guard let number = view.double else { return false }
    if view.raw.count <= 15 { writer.copy(view) } else { writer.raw(JSONNumber.text(of: number).utf8) }
    return true
  }
}
