import JSON
import Testing

@Suite struct JSONDocumentTests {
  @Test(arguments: [
    "null", " true ", "false", "0", "-0", "-1.5e+10", "1E3", "\"\"", #""\u0041\n\/\"""#, "[]", "{}", "[ ]", "{ }", "[1,2 , [3]]",
    #"{"a":{"b":[null]},"a":1}"#, "\"\u{10FFFF}é€\"", #""\uD83D\uDE00""#, "\"\u{7F}\"", "[[[[]]]]",
  ])
  func accepts(text: String) throws {
    let document = try JSONDocument(parsing: text)
    #expect(JSONValue(document.root).bytes.isEmpty == false)
  }

  @Test(arguments: [
    "", " ", "nul", "tru", "truee", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "Infinity", "\"", "\"a", #""\x""#, #""\u12"#,
    #""\u12G4""#,
    "\"\u{1F}\"", "\"\n\"", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
    "{\"a\":1,}",
    "{,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1]", "[1}", "1 2", "[] []", "{}x", "'a'", "\u{FEFF}1", "[1]]", "/**/1", #""\uD800""#,
    #""\uDC00""#,
    #""\uD800\u0041""#, #""\uD800\n""#, "\u{0}", "1\u{0}", "[\u{0}]", "\"abcdefgh\u{1}ijklmnop\"",
  ])
  func rejects(text: String) {
    #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
  }

  @Test(arguments: [
    ("\u{FEFF}{\"a\": 1}", #"{"a":1}"#), (#""\uD800""#, #""\uFFFD""#), (#""\udc00x""#, #""\uFFFDx""#),
    (#""\uD800\u0041""#, #""\uFFFD\u0041""#), (#""\uD800\n""#, #""\uFFFD\n""#), (#""\uD800\uD83D\uDE00""#, #""\uFFFD\uD83D\uDE00""#),
    (#"{"\uDFFF":["\uD83D","\uD83D\uDE00"]}"#, #"{"\uFFFD":["\uFFFD","\uD83D\uDE00"]}"#), (#""\uD800\uD800""#, #""\uFFFD\uFFFD""#),
    (
      #"[{"\uD800":1,"long enough a text":2},{"\uD800":1,"long enough a text":2}]"#,
      #"[{"\uFFFD":1,"long enough a text":2},{"\uFFFD":1,"long enough a text":2}]"#
    ),
  ])
  func repairsByteOrderMarksAndUnpairedSurrogates(text: String, repaired: String) throws {
    let root = try JSONDocument(repairing: Array(text.utf8)).root
    #expect(JSONValue(root) == (try JSONValue(parsing: repaired)))
    // What is copied is valid, too.
    var writer = JSONWriter()
    writer.copy(root)
    #expect((try? JSONDocument(parsing: writer.bytes)) != nil)
    #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
  }

  @Test(arguments: ["", "\u{FEFF}", "\u{FEFF}\u{FEFF}1", #""\uD8""#, #""\uD800\uD8""#, #""\uD800"#, "01"])
  func repairsNothingElse(text: String) {
    #expect(throws: JSONError.self) { try JSONDocument(repairing: Array(text.utf8)) }
  }

  @Test(
    arguments: [
      [0xC0, 0x80], [0x80], [0xFF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80],
      [0xE2, 0x82], [0xF5, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func rejectsInvalidUTF8(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONDocument(parsing: [0x22] + bytes + [0x22]) }
    #expect(throws: JSONError.self) { try JSONDocument(parsing: [0x22] + bytes) }
    #expect(throws: JSONError.self) { try JSONDocument(parsing: bytes) }
  }

  @Test func reportsTheOffsetOfAnError() {
    #expect(throws: JSONError(offset: 4, message: "unexpected character")) { try JSONDocument(parsing: "[1, ]") }
    #expect(throws: JSONError(offset: 2, message: "unexpected end of text")) { try JSONDocument(parsing: "[1") }
  }

  @Test func limitsDepthWithoutUsingTheStack() throws {
    let deep = { (n: Int) in String(repeating: "[", count: n) + String(repeating: "]", count: n) }
    #expect(try JSONDocument(parsing: deep(512)).root.count == 1)
    #expect(throws: JSONError(offset: 512, message: "value is nested too deeply")) { try JSONDocument(parsing: deep(513)) }
    #expect(try JSONDocument(parsing: deep(200_000), maximumDepth: 1_000_000).root.kind == .array)
    #expect(throws: JSONError.self) { try JSONDocument(parsing: String(repeating: "[", count: 1_000_000)) }
  }

  /// The parser compares what is between the values of an object with what was there in the object before. Alone, no object has one before it.
  @Test func readsObjectsOfAListAsItReadsThemAlone() throws {
    var random = SystemRandomNumberGenerator()
    let names = ["id", "userId", "a rather long name of a member that no vector holds", "ä", #"\n"#, #"\u0061"#, "", "x"]
    let values = [
      "1", "-2.5e3", "true", "null", "\"\"", "\"text\"", "\"a text of more than sixteen bytes\"", #""\"\\ \u00e9""#, "\"😀\"", "[]",
      "[1, 2]", "{}",
      #"{"id":1,"x":{"id":[{"x":2},{"x":3}]}}"#,
    ]
    let spaces = ["", "", " ", "\n    ", "\r\n\t", String(repeating: " ", count: 20)]
    func space() -> String { spaces.randomElement(using: &random) ?? "" }
    for _ in 0..<3_000 {
      let (opening, comma, before, after) = (space(), space(), space(), space())
      let used = names.shuffled(using: &random).prefix(Int.random(in: 0...names.count, using: &random))
      func object() -> String {
        let isUsual = Int.random(in: 0..<4, using: &random) > 0
        let members = (isUsual ? Array(used) : used.shuffled(using: &random)).map { name in
          let space = Int.random(in: 0..<9, using: &random) == 0 ? " " : after
          return "\"\(name)\"\(before):\(space)\(values.randomElement(using: &random) ?? "0")"
        }
        return "{\(opening)\(members.joined(separator: ",\(comma)"))}"
      }
      var objects = (0..<Int.random(in: 1...6, using: &random)).map { _ in Array(object().utf8) }
      // In half of the texts one byte is another one.
      if Bool.random(using: &random), let index = objects.indices.randomElement(using: &random),
        let offset = objects[index].indices.dropFirst().dropLast().randomElement(using: &random),
        !#"{}[],""#.utf8.contains(objects[index][offset])
      {
        objects[index][offset] = Array("x1: \\\u{1}\u{7F}-".utf8).randomElement(using: &random) ?? 0
      }
      let list = try? JSONDocument(parsing: Array("[".utf8) + objects.joined(separator: Array(",".utf8)) + Array("]".utf8))
      let alone = objects.map { try? JSONDocument(parsing: $0) }
      let text = String(decoding: Array(objects.joined(separator: Array(",".utf8))), as: UTF8.self)
      #expect((list == nil) == alone.contains { $0 == nil }, "\(text)")
      guard let list else { continue }
      #expect(list.root.count == objects.count, "\(text)")
      for (element, document) in zip(list.root.elements, alone) {
        guard let root = document?.root else { continue }
        #expect(JSONValue(element) == JSONValue(root), "\(text)")
        #expect(Array(element.raw) == Array(root.raw), "\(text)")
      }
    }
  }

  @Test func parsesRandomBytesWithoutCrashing() {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array(#"{}[],:"\u0019deE+-.tfn \#u{80}\#u{10FFFF}"#.utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      guard let document = try? JSONDocument(parsing: bytes) else { continue }
      // The text of a parsed value parses to the same value.
      let value = JSONValue(document.root)
      #expect((try? JSONValue(parsing: value.text)) == value)
    }
  }
}
