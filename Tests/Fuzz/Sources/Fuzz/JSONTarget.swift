import JSON

/// Each text that the parser accepts is written as a text of the same tree, and all ways to read a value agree.
enum JSONTarget {
  static func run(_ input: [UInt8]) {
    let rewritten = rewritten(input)
    VerdictLog.shared?.append(input, rewritten)
    guard let rewritten else { return }
    guard let again = try? JSONDocument(parsing: rewritten) else { stop("the written text does not parse") }
    guard let first = try? JSONDocument(parsing: input) else { stop("the text is rejected the second time") }
    expect(JSONValue(first.root) == JSONValue(again.root), "the written text has another tree")
    expect(JSONValue(again.root).bytes == rewritten, "the text written the second time differs")
    compare(first.root)
    expect(first.root.raw.count <= input.count, "a range is out of bounds")
  }

  /// The text of the tree of an accepted input. Nil when the input is rejected; checks the offset of the error.
  static func rewritten(_ input: [UInt8]) -> [UInt8]? {
    do {
      return JSONValue(try JSONDocument(parsing: input).root).bytes
    } catch {
      expect(error.offset >= 0 && error.offset <= input.count, "an offset is out of bounds: \(error)")
      return nil
    }
  }

  /// Checks that all ways to read a value agree.
  private static func compare(_ view: JSONView) {
    switch view.kind {
    case .null: expect(view.isNull && view.raw.elementsEqual("null".utf8), "null is not read as null")
    case .boolean: expect(view.bool.map { "\($0)" } == String(decoding: view.raw, as: UTF8.self), "a boolean is not read as its text")
    case .string:
      expect(view.string.map { Array($0.utf8) } == view.utf8, "the UTF-8 of a string differs")
      expect(view.isString(utf8: view.utf8 ?? []), "a string is not equal to its UTF-8")
    case .number: compareNumber(view)
    case .array:
      expect(Array(view.elements).count == view.count, "the count of an array differs")
      for (index, element) in view.elements.enumerated() {
        if index < 8 { expect(view[index]?.raw.startIndex == element.raw.startIndex, "an element is not at its index") }
        compare(element)
      }
    case .object:
      expect(Array(view.members).count == view.count, "the count of an object differs")
      for (index, member) in view.members.enumerated() {
        if index < 8 {
          let last = Array(view.members).last { $0.name.utf8.elementsEqual(member.name.utf8) }
          expect(view[member.name]?.raw == last?.value.raw, "the last of duplicate members is not read")
        }
        compare(member.value)
      }
    }
  }

  private static func compareNumber(_ view: JSONView) {
    guard let text = view.numberText else { stop("a number has no text") }
    let double = Double(text)
    expect(view.double == double.flatMap { $0.isFinite ? $0 : nil }, "the value of a number differs")
    if let plain = Int64(text) { expect(view.int == plain, "\(text) was read as \(String(describing: view.int))") }
    if let whole = view.int, whole.magnitude < 1 << 53 { expect(double == Double(whole), "\(text) was read as \(whole)") }
    // Beyond the integers that Double represents exactly, only texts without fraction and exponent can be compared.
    if view.int == nil, let double, (1..<0x1p53).contains(abs(double)), double.rounded() == double, text.utf8.count < 15 {
      stop("\(text) is an integer, but is not read as one")
    }
  }
}
