import JSON
import Testing

@Suite struct JSONWriterTests {
  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func addsCommas() {
    let written = text {
      $0.beginObject()
      $0.name("a")
      $0.beginArray()
      $0.number(1)
      $0.beginArray()
      $0.endArray()
      $0.beginObject()
      $0.endObject()
      $0.null()
      $0.endArray()
      $0.name("b" as String)
      $0.bool(true)
      $0.name("c")
      $0.raw("1.50".utf8)
      $0.endObject()
    }
    #expect(written == #"{"a":[1,[],{},null],"b":true,"c":1.50}"#)
  }

  @Test func escapesOnlyWhereRequired() {
    #expect(text { $0.string("a\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é€😀") } == #""a\"\\/\b\f\n\r\t\u0000\u001f\#u{7F}é€😀""#)
    #expect(text { $0.name("\n") } == #""\n":"#)
    #expect(text { $0.string("") } == "\"\"")
  }

  @Test(arguments: [0, 7, -1, 1234567890, Int64.max, Int64.min])
  func writesIntegers(value: Int64) {
    #expect(text { $0.number(value) } == "\(value)")
  }

  @Test func rollsBackToAMark() {
    let written = text {
      $0.beginArray()
      $0.number(1)
      let mark = $0.mark
      $0.beginObject()
      $0.name("x")
      $0.rollBack(to: mark)
      $0.null()
      $0.endArray()
    }
    #expect(written == "[1,null]")
  }

  @Test func copiesParsedText() throws {
    let view = try JSONDocument(parsing: "[ 1.50 , {\"a\": [ ] } ]").root
    #expect(
      text {
        $0.beginArray(); for element in view.elements { $0.copy(element) }; $0.endArray()
      } == "[1.50,{\"a\": [ ] }]")
  }
}
