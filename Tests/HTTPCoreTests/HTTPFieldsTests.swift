import Testing

@testable import HTTPCore

struct HTTPFieldsTests {
  @Test func ignoresTheCaseOfNames() {
    let fields: HTTPFields = ["Content-Type": "text/plain", "X-A": "1"]
    #expect(fields["content-type"] == "text/plain")
    #expect(fields["CONTENT-TYPE"] == "text/plain")
    #expect(fields["content"] == nil)
    #expect(fields.contains("x-a"))
  }

  @Test func keepsRepeatedNames() {
    var fields = HTTPFields()
    fields.append("set-cookie", "a=1")
    fields.append("Set-Cookie", "b=2")
    #expect(fields.values("set-cookie") == ["a=1", "b=2"])
    #expect(fields["set-cookie"] == "a=1, b=2")
    #expect(fields.count == 2)
  }

  @Test func replacesAllLinesOfAName() {
    var fields: HTTPFields = ["a": "1", "b": "2", "A": "3"]
    fields["a"] = "4"
    #expect(fields == ["b": "2", "a": "4"])
    fields["b"] = nil
    #expect(fields.count == 1)
    #expect(wire(fields) == "a: 4\r\n")
  }

  @Test func replacesControlCharactersInValues() {
    var fields = HTTPFields()
    fields.append("location", "/\r\nset-cookie: evil=1\n\0")
    #expect(fields.count == 1)
    #expect(wire(fields) == "location: /  set-cookie: evil=1  \r\n")
  }

  @Test(arguments: ["", "a b", "a:", "ä", "a\r\n"]) func ignoresInvalidNames(name: String) {
    var fields = HTTPFields()
    fields.append(name, "x")
    #expect(fields.isEmpty)
  }

  @Test func describesNamesOnly() {
    let fields: HTTPFields = ["authorization": "Bearer secret"]
    #expect("\(fields)" == "[authorization]")
  }

  @Test func excludesFieldsFromTheWireFormat() {
    let fields: HTTPFields = ["a": "1", "content-length": "9", "b": "2"]
    var text: [UInt8] = []
    fields.withWireFields {
      FieldSection.equal($0, "content-length")
    } _: {
      text.append(contentsOf: $0)
    }
    #expect(String(decoding: text, as: UTF8.self) == "a: 1\r\nb: 2\r\n")
  }

  private func wire(_ fields: HTTPFields) -> String {
    var text: [UInt8] = []
    fields.withWireFields { _ in
      false
    } _: {
      text.append(contentsOf: $0)
    }
    return String(decoding: text, as: UTF8.self)
  }

  @Test func setReplacesAllLinesOfANameAndSharesNothing() {
    let bytes = Array("new\r\nvalue".utf8)
    let before: HTTPFields = ["A": "1", "x-id": "old", "B": "2", "X-ID": "older"]
    var fields = before
    bytes.withUnsafeBufferPointer { fields.set("X-Id", $0) }
    #expect(fields == ["A": "1", "B": "2", "X-Id": "new  value"])
    #expect(before.values("x-id") == ["old", "older"])
    var written: [UInt8] = []
    fields.withWireFields(isExcluded: { _ in false }) { written += $0 }
    #expect(String(decoding: written, as: UTF8.self) == "A: 1\r\nB: 2\r\nX-Id: new  value\r\n")
    var empty = HTTPFields()
    bytes.withUnsafeBufferPointer { empty.set("X-Id", $0) }
    #expect(empty == ["x-id": "new  value"])
  }
}
