import JSON

/// Section 6.4.3, CoerceResult(), for scalars (section 3.5) and enums (section 3.9). As lenient as graphql-js, with its messages.
enum ResultCoercion {
  /// Why a value cannot be coerced.
  struct Failure {
    /// Without the value, which may be confidential.
    let message: String
    let value: JSONView

    func text(showsValue: Bool) -> String {
      showsValue ? "\(message): \(JSONValue(value).inspected)" : "\(message)."
    }
  }

  /// Writes a value that is not null. On failure nothing is written.
  static func write(_ view: JSONView, _ type: LeafType, to writer: inout JSONWriter) -> Failure? {
    switch type {
    case .custom:
      writer.copy(view)
      return nil
    case .decimalText:
      if view.kind == .number { writer.string(utf8: Array(view.raw)) } else { writer.copy(view) }
      return nil
    case .string:
      switch view.kind {
      case .string: writer.copy(view)
      case .boolean, .number: writer.string(String(decoding: view.raw, as: UTF8.self))
      default: return Failure(message: "String cannot represent value", value: view)
      }
      return nil
    case .id:
      switch view.kind {
      case .string: writer.copy(view)
      case .number:
        guard let text = view.numberText.flatMap({ ScalarCoercion.integerText($0) }) else {
          return Failure(message: "ID cannot represent value", value: view)
        }
        writer.string(text)
      default: return Failure(message: "ID cannot represent value", value: view)
      }
      return nil
    case .int: return writeInt(view, to: &writer)
    case .float: return writeFloat(view, to: &writer)
    case .boolean:
      switch view.kind {
      case .boolean: writer.copy(view)
      case .number:
        guard let number = view.double else {
          return Failure(message: "Boolean cannot represent a non boolean value", value: view)
        }
        writer.bool(number != 0)
      default: return Failure(message: "Boolean cannot represent a non boolean value", value: view)
      }
      return nil
    case .enumeration(let leaf):
      for index in leaf.values.indices where view.isString(utf8: leaf.values[index].string) {
        writer.raw(leaf.values[index].text)
        return nil
      }
      return Failure(message: "Enum \"\(leaf.name)\" cannot represent value", value: view)
    }
  }

  private static func writeInt(_ view: JSONView, to writer: inout JSONWriter) -> Failure? {
    // Fast path: a text of at most 9 digits is a 32-bit integer in its shortest form, because JSON has no leading zeros.
    if view.isCopyable(as: .shortInteger) {
      writer.copy(view)
      return nil
    }
    if view.kind == .boolean {
      writer.number(view.bool == true ? 1 : 0)
      return nil
    }
    if let number = view.int, let small = Int32(exactly: number) {
      writer.number(Int(small))
      return nil
    }
    // A string must be an integer without fraction and exponent.
    let quoted = quotedNumber(view).flatMap { text in text.utf8.contains { ".eE".utf8.contains($0) } ? nil : text }
    guard let number = (view.numberText ?? quoted).flatMap({ ScalarCoercion.wholeNumber($0) }) else {
      return Failure(message: "Int cannot represent non-integer value", value: view)
    }
    guard let small = Int32(exactly: number) else {
      return Failure(message: "Int cannot represent non 32-bit signed integer value", value: view)
    }
    writer.number(Int(small))
    return nil
  }

  private static func writeFloat(_ view: JSONView, to writer: inout JSONWriter) -> Failure? {
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
    return Failure(message: "Float cannot represent non numeric value", value: view)
  }

  /// The number in a string, without surrounding whitespace. Accepts what both JavaScript's `Number()` and Python's `float()` accept.
  private static func quotedNumber(_ view: JSONView) -> String? {
    guard let text = view.utf8 else { return nil }
    let isWhitespace: (UInt8) -> Bool = { $0 == 0x20 || 0x09...0x0D ~= $0 }
    let trimmed = text.drop(while: isWhitespace).reversed().drop(while: isWhitespace).reversed()
    guard trimmed.allSatisfy({ $0 &- 0x30 < 10 || "+-.eE".utf8.contains($0) }) else { return nil }
    return String(decoding: Array(trimmed), as: UTF8.self)
  }

  /// Writes a finite number with double precision. Returns false for a number that is not finite.
  private static func writeDouble(_ view: JSONView, to writer: inout JSONWriter) -> Bool {
    guard let number = view.double else { return false }
    if view.raw.count <= 15 { writer.copy(view) } else { writer.raw(JSONNumber.text(of: number).utf8) }
    return true
  }
}
