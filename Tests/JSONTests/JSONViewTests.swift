import JSON
import Testing

@Suite struct JSONViewTests {
  private func view(_ text: String) throws -> JSONView { try JSONDocument(parsing: text).root }

  @Test func readsMembersAndElements() throws {
    let root = try view(#"{"a":[1,{"b":true},[2,3],"x"],"n":null,"s":"t"}"#)
    #expect(root.kind == .object && root.count == 3)
    #expect(root["a"]?.count == 4)
    #expect(root["a"]?[1]?["b"]?.bool == true)
    #expect(root["a"]?[2]?[1]?.int == 3)
    #expect(root["a"]?[3]?.string == "x")
    #expect(root["a"]?[4] == nil && root["a"]?[-1] == nil && root[0] == nil)
    #expect(root["n"]?.isNull == true && root["missing"] == nil && root["a"]?["b"] == nil)
    #expect(root["a"]?.elements.map(\.kind) == [.number, .object, .array, .string])
    #expect(root.members.map(\.name) == ["a", "n", "s"])
    #expect(root["s"]?.elements.map(\.kind) == [])
  }

  @Test(
    arguments: [
      ("1", 1, 0), ("[]", 1, 0), ("[1,[2,3,4],{\"a\":[]}]", 8, 3), (#"{"a":1,"a":{"b":"c"},"d":[null]}"#, 6, 1),
    ])
  func countsItsValues(text: String, values: Int, longestArray: Int) throws {
    let root = try view(text)
    #expect(root.size.values == values && root.size.longestArray == longestArray && root.valuesAtMost >= values)
    let inner = try view("[0,\(text),[1,2,3,4,5,6]]")[1]
    #expect(inner?.size == root.size)
  }

  @Test func readsTheLastOfDuplicateMembers() throws {
    let root = try view(#"{"a":1,"b":2,"a":3,"\u0061":4}"#)
    #expect(root["a"]?.int == 4)
    #expect(JSONValue(root) == ["a": 4, "b": 2])
  }

  @Test func comparesNamesByBytes() throws {
    // é as one scalar and as two scalars are equal strings in Swift, but different member names.
    let root = try view("{\"\u{E9}\":1,\"e\u{301}\":2}")
    #expect(root["\u{E9}"]?.int == 1)
    #expect(root["e\u{301}"]?.int == 2)
    let tree = JSONValue(root)
    #expect(tree["\u{E9}"] == 1 && tree["e\u{301}"] == 2)
    #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
    #expect(JSONValue.object(["\u{E9}": 1]) != .object(["e\u{301}": 1]))
  }

  @Test func resolvesEscapes() throws {
    let text = try view(#""a\"\\\/\b\f\n\r\t\u00e9\u20AC\uD83D\uDE00\u0000z""#)
    #expect(text.string == "a\"\\/\u{8}\u{C}\n\r\té€😀\u{0}z")
    #expect(text.isString(utf8: Array("a\"\\/\u{8}\u{C}\n\r\té€😀\u{0}z".utf8)))
    #expect(try view("\"abc\"").isString(utf8: Array("abd".utf8)) == false)
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("12", 12), ("1.0", 1), ("1.50e1", 15), ("10e-1", 1), ("1e3", 1000), ("100", 100), ("1000e-2", 10),
      ("0.001e3", 1), ("1.00100e5", 100100),
      ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("9223372036854775808", nil), ("1.5", nil), ("1e-1", nil),
      ("1e30", nil), ("0e99999999", 0),
      ("1e99999999", nil), ("1.00000000000000000000001", nil), ("0.0", 0), ("105.0", 105), ("10.50", nil), ("100200300.000", 100_200_300),
      ("184467440737095516150", nil), ("5e000000002", 500), ("5e+0000000", 5), ("50e-0000001", 5), ("5e-99999999999999999999", nil),
    ] as [(String, Int64?)])
  func readsIntegers(text: String, value: Int64?) throws {
    #expect(try view(text).int == value)
  }

  @Test func readsOtherScalars() throws {
    #expect(try view("999.990").numberText == "999.990")
    #expect(try view("1.5").double == 1.5)
    #expect(try view("1e999").double == nil)
    #expect(try view("\"1\"").int == nil && view("1").string == nil && view("1").bool == nil && view("true").double == nil)
    #expect(try Array(view("[ {\"a\" : 1.50} ]")[0]!.raw) == Array("{\"a\" : 1.50}".utf8))
  }

  private func path(_ text: String) throws -> JSONPath { try #require(JSONPath(text)) }

  @Test func resolvesPaths() throws {
    let root = try view(#"{"data":{"items":[{"id":"x"}],"0":"zero"}}"#)
    #expect(try root.value(at: path("data.items.0.id"))?.string == "x")
    #expect(try root.value(at: path("data.0"))?.string == "zero")
    #expect(try root.value(at: path("data.items.1")) == nil)
    #expect(try root.value(at: path(""))?.kind == .object)
    for text in ["a..b", ".", "a."] { #expect(JSONPath(text) == nil) }
    #expect(try view(#"{"a":{"":{"b":1}}}"#).value(at: "a..b")?.int == 1)
    #expect(try root.value(at: "data.items.0.id")?.string == "x" && root.value(at: "")?.kind == .object)
    #expect(try root.value(at: path("data.items.99999999999999999999")) == nil)
  }
}
