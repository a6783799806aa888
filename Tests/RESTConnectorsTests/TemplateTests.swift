import GraphQLExecution
import JSON
import Testing

@testable import RESTConnectors

@Suite struct TemplateTests {
  @Test func splitsAtPlaceholders() throws {
    let template = try Template("/a/{$args.id}?x={$keys.user.id}{$this.n}")
    #expect(template.pieces.count == 5)
    #expect(template.placeholders.map(\.source) == [.args, .keys, .this])
    #expect(template.placeholders.map(\.path.description) == ["id", "user.id", "n"])
    #expect(try Template("{\"a\": {}}").placeholders.isEmpty)
    #expect(try Template("").pieces.isEmpty)
  }

  @Test(arguments: ["{$args}", "{$args.}", "{$args.a", "{$nope.a}", "{$}", "{$args..a}", "{$args.a b}", "{$args.{$args.a}}", "{$keys.}"])
  func refusesMalformedPlaceholders(text: String) {
    #expect(throws: TemplateError.self) { try Template(text) }
  }
}

@Suite struct URLTemplateTests {
  /// Parts from a text in which `{name}` is an argument and `{0}` an input.
  private func template(_ text: String) throws -> URLTemplate {
    var parts: [TemplatePart] = []
    for piece in text.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
      guard piece.offset > 0, let end = piece.element.firstIndex(of: "}") else {
        parts.append(.text(String(piece.element)))
        continue
      }
      let name = String(piece.element[..<end])
      let path = try #require(JSONPath(name))
      parts.append(.variable(Int(name).map { .input($0) } ?? .argument(path)))
      let rest = piece.element[piece.element.index(after: end)...]
      if !rest.isEmpty { parts.append(.text(String(rest))) }
    }
    return try URLTemplate(prefix: "", parts: parts)
  }

  private func render(_ text: String, _ arguments: JSONObject, key: LoadKey = .none) throws -> String {
    try template(text).render(TemplateScope(arguments: arguments), key: key)
  }

  @Test(
    arguments: [
      ("/a/{x}", ["x": "b c/d?e&f=%"], "/a/b%20c%2Fd%3Fe%26f%3D%25"),
      ("/a/{x}/b", ["x": 7], "/a/7/b"),
      ("/a/v{x}.json", ["x": true], "/a/vtrue.json"),
      ("/a?x={x}&y={y}", ["x": 1], "/a?x=1"),
      ("/a?x={x}&y={y}", ["y": "é"], "/a?y=%C3%A9"),
      ("/a?x={x}", [:], "/a"),
      ("/a?x={x}", ["x": nil], "/a"),
      ("/a?x={x}&k=1&flag", ["x": ""], "/a?x=&k=1&flag"),
      ("/a?x={x}", ["x": ["b,c", 2, false]], "/a?x=b%2Cc,2,false"),
      ("/a?x={x}-{y}", ["x": 1], "/a"),
      ("/a?x={f.min}", ["f": ["min": 3]], "/a?x=3"),
      ("/a?x={x}", ["x": "\r\nHost: evil"], "/a?x=%0D%0AHost%3A%20evil"),
      ("/a?x={x}", ["x": 999.99], "/a?x=999.99"),
    ] as [(String, JSONObject, String)])
  func encodesForThePlace(text: String, arguments: JSONObject, url: String) throws {
    #expect(try render(text, arguments) == url)
  }

  @Test(
    arguments: [
      [:], ["x": nil], ["x": ""], ["x": "."], ["x": ".."], ["x": ["a": 1]], ["x": [[1]]], ["x": []],
    ] as [JSONObject])
  func makesNoCallWithABadPathSegment(arguments: JSONObject) {
    #expect(throws: RenderingError.self) { try render("/a/{x}/b", arguments) }
  }

  @Test func refusesDotSegmentsMadeOfTextAndPlaceholder() {
    #expect(throws: RenderingError.self) { try render("/a/.{x}", ["x": "."]) }
    #expect(throws: RenderingError.self) { try render("/a/{x}{y}", ["x": ".", "y": "."]) }
  }

  @Test(arguments: ["a", "{x}", "/a b", "/a#b", "/é", "/a?{x}=1", "/a\n", "/a\\b"])
  func refusesWhatIsNoURL(text: String) {
    #expect(throws: TemplateError.self) { try template(text) }
  }

  @Test func writesKeysOnceOrRepeated() throws {
    let template = try template("/u?ids={0}&status={s}&n={n}")
    let scope = TemplateScope(arguments: ["s": "paid"])
    #expect(template.keyedParameters == [0])
    let keys = try ["b", "a c"].map { try template.keyText(LoadKey([.string($0)]), scope, isSeparatedByComma: true) }
    #expect(try template.render(scope, keys: keys, asOneParameter: true) == "/u?ids=b,a%20c&status=paid")
    #expect(try template.render(scope, keys: keys, asOneParameter: false) == "/u?ids=b&ids=a%20c&status=paid")
  }

  @Test func writesCompositeKeys() throws {
    let template = try template("/u?at={0}:{1}")
    let keys = try [LoadKey(["c1", 1]), LoadKey(["c2", 2])].map { try template.keyText($0, TemplateScope(), isSeparatedByComma: true) }
    #expect(try template.render(TemplateScope(), keys: keys, asOneParameter: true) == "/u?at=c1:1,c2:2")
  }

  @Test func refusesKeysThatHoldASeparator() throws {
    let one = try template("/u?ids={0}")
    let two = try template("/u?at={0}:{1}")
    #expect(throws: RenderingError.self) { try one.keyText(LoadKey(["a,b"]), TemplateScope(), isSeparatedByComma: true) }
    #expect(throws: RenderingError.self) { try two.keyText(LoadKey(["a:b", 1]), TemplateScope(), isSeparatedByComma: true) }
    #expect(throws: RenderingError.self) { try two.keyText(LoadKey(["a", nil]), TemplateScope(), isSeparatedByComma: true) }
    #expect(throws: RenderingError.self) { try one.keyText(LoadKey([["a"]]), TemplateScope(), isSeparatedByComma: true) }
    #expect(try one.keyText(LoadKey(["a,b"]), TemplateScope(), isSeparatedByComma: false) == "a%2Cb")
    #expect(try one.keyText(LoadKey(["a:b"]), TemplateScope(), isSeparatedByComma: true) == "a%3Ab")
  }
}

@Suite struct BodyTemplateTests {
  private let input = TemplatePart.variable(.argument(JSONPath(member: "input")))

  private func text(_ bytes: [UInt8]?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "nothing" }

  @Test func writesValuesAsJSON() throws {
    let scope = TemplateScope(arguments: ["input": ["a": "x\"y", "b": 1.50]])
    #expect(text(try BodyTemplate(parts: [input]).render(scope, key: .none)) == #"{"a":"x\"y","b":1.5}"#)
    let wrapped = try BodyTemplate(parts: [.text("{\"status\": "), input, .text("}")])
    #expect(text(try wrapped.render(TemplateScope(arguments: ["input": "paid"]), key: .none)) == "{\"status\": \"paid\"}")
    #expect(text(try wrapped.render(TemplateScope(), key: .none)) == "{\"status\": null}")
  }

  @Test func writesAllKeysAsAnArray() throws {
    let keys = [LoadKey(["a,b", 1]), LoadKey(["c", 2])]
    let one = try BodyTemplate(parts: [.text("{\"ids\":"), .variable(.input(0)), .text("}")])
    #expect(text(one.render(TemplateScope(), keys: keys)) == #"{"ids":["a,b","c"]}"#)
    let whole = try BodyTemplate(parts: [.variable(.wholeKey)])
    #expect(text(whole.render(TemplateScope(inputNames: ["id", "no"]), keys: keys)) == #"[{"id":"a,b","no":1},{"id":"c","no":2}]"#)
  }

  @Test func refusesPlaceholdersInsideStringsAndBrokenText() {
    #expect(throws: TemplateError.self) { try BodyTemplate(parts: [.text("\""), input, .text("\"")]) }
    #expect(throws: TemplateError.self) { try BodyTemplate(parts: [.text("{"), input]) }
    #expect(throws: TemplateError.self) { try BodyTemplate(parts: []) }
  }
}
