import JSON
import Testing

@Suite struct JSONObjectTests {
  /// Few members are scanned, more are found by a table.
  @Test(arguments: [0, 1, 15, 16, 17, 31, 32, 33, 60_000])
  func findsEachOfManyMembers(count: Int) throws {
    let text = "{" + (0..<count).map { #""name\#($0)":\#($0)"# }.joined(separator: ",") + "}"
    guard case .object(let object) = try JSONValue(parsing: text) else { throw NotAnObject() }
    #expect(object.count == count)
    #expect(object["name\(count)"] == nil)
    for number in 0..<count where object["name\(number)"] != .number(number) { Issue.record("name\(number) is missing") }
    #expect(object.members.map(\.name) == (0..<count).map { "name\($0)" })
  }

  private struct NotAnObject: Error {}

  @Test(arguments: [3, 40])
  func ofDuplicateNamesTheLastValueIsAtThePositionOfTheFirst(count: Int) {
    let object = JSONObject((0..<count * 2).map { (name: "n\($0 % count)", value: .number($0)) })
    #expect(object.members.map(\.name) == (0..<count).map { "n\($0)" })
    #expect(object.members.map(\.value) == (0..<count).map { .number($0 + count) })
  }

  @Test(arguments: [3, 17, 40])
  func isChangedByName(count: Int) {
    var object = JSONObject((0..<count).map { (name: "n\($0)", value: .number($0)) })
    object["n1"] = nil
    object["n1"] = nil
    object["n2"] = "two"
    object["new"] = true
    #expect(object["n1"] == nil)
    #expect(object.members.map(\.name) == ["n0"] + (2..<count).map { "n\($0)" } + ["new"])
    #expect(object["n2"] == "two")
    #expect(object["new"] == true)
    // Equal members are equal objects, however they came to be.
    #expect(object == JSONObject(object.members.map { (name: $0.name, value: $0.value) }))
    #expect(object != JSONObject((0..<count).map { (name: "n\($0)", value: .number($0)) }))
  }

  @Test func comparesTheBytesOfNames() {
    // Canonically equivalent, and different names.
    let object: JSONObject = ["\u{E9}": 1, "e\u{301}": 2]
    #expect(object.count == 2)
    #expect(object["e\u{301}"] == 2)
  }
}
