import JSON

/// What the reader takes, the writer writes so that it is the same tree, however it is read.
enum JSONTarget {
  static func run(_ input: [UInt8]) {
    let rewritten = rewritten(input)
    VerdictLog.shared?.append(input, rewritten)
    guard let rewritten else { return }
    guard let again = try? JSONDocument(parsing: rewritten) else { stop("what was written does not parse") }
    guard let first = try? JSONDocument(parsing: input) else { stop("the same text is refused the second time") }
    expect(JSONValue(first.root) == JSONValue(again.root), "what was written is another tree")
    expect(JSONValue(again.root).bytes == rewritten, "writing twice differs")
    compare(first.root)
    expect(first.root.raw.count <= input.count, "a range outside")
  }

  /// The text of an accepted input's tree; nil, after a look at the error's place, when the input is refused.
  static func rewritten(_ input: [UInt8]) -> [UInt8]? {
    do {
      return JSONValue(try JSONDocument(parsing: input).root).bytes
    } catch {
      expect(error.offset >= 0 && error.offset <= input.count, "an offset outside: \(error)")
      return nil
    }
  }

  /// Every way to look at a value agrees with every other.
  private static func compare(_ view: JSONView) {
    switch view.kind {
    case .null: expect(view.isNull && view.raw.elementsEqual("null".utf8), "null is none")
    case .boolean: expect(view.bool.map { "\($0)" } == String(decoding: view.raw, as: UTF8.self), "a boolean is none")
    case .string:
      expect(view.string.map { Array($0.utf8) } == view.utf8, "a string's bytes differ")
      expect(view.isString(utf8: view.utf8 ?? []), "a string is not itself")
    case .number: compareNumber(view)
    case .array:
      expect(Array(view.elements).count == view.count, "an array's count differs")
      for (index, element) in view.elements.enumerated() {
        if index < 8 { expect(view[index]?.isIdentical(to: element) == true, "an element is not at its index") }
        compare(element)
      }
    case .object:
      expect(Array(view.members).count == view.count, "an object's count differs")
      for (index, member) in view.members.enumerated() {
        if index < 8 {
          let last = Array(view.members).last { $0.name.utf8.elementsEqual(member.name.utf8) }
          expect(view[member.name]?.raw == last?.value.raw, "of duplicates the last does not win")
        }
        compare(member.value)
      }
    }
  }

  private static func compareNumber(_ view: JSONView) {
    guard let text = view.numberText else { stop("a number without text") }
    let double = Double(text)
    expect(view.double == double.flatMap { $0.isFinite ? $0 : nil }, "a number's value differs")
    if let plain = Int64(text) { expect(view.int == plain, "\(text) was read as \(String(describing: view.int))") }
    if let whole = view.int, whole.magnitude < 1 << 53 { expect(double == Double(whole), "\(text) was read as \(whole)") }
    // Past the range that Double holds exactly, only texts without fraction and exponent say more.
    if view.int == nil, let double, (1..<0x1p53).contains(abs(double)), double.rounded() == double, text.utf8.count < 15 {
      stop("\(text) is whole, and was not read as that")
    }
  }
}
