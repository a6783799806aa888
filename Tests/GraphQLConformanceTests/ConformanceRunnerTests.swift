import JSON
import Testing

@testable import GraphQLConformance

struct ConformanceRunnerTests {
  private func answer(_ line: String) async -> String {
    var runner = ConformanceRunner()
    return String(decoding: await runner.answer(Array(line.utf8)), as: UTF8.self)
  }

  private func answer(query: String, variables: String = "null", root: String = "{}") async -> String {
    let schema = """
      type Query { a: Int list: [Int] q: Query node: Node args(x: Float, i: In, b: Int = 3): String must: Int! }
      input In { z: [Int!] y: String = "é" }
      interface Node { a: Int }
      type Thing implements Node { a: Int }
      """
    return await answer(
      #"{"id":1,"schema":\#(JSONValue.string(schema).text),"query":\#(JSONValue.string(query).text),"variables":\#(variables),"root":\#(root)}"#
    )
  }

  @Test(arguments: ["", "nonsense", "[]", "1", "{", #"{"id":null}"#, #"{"schema":1,"query":"{a}"}"#, #"{"schema":"","query":1}"#])
  func answersLinesThatAreNotCases(_ line: String) async {
    let answer = await answer(line)
    #expect(answer.hasPrefix(#"{"id":null,"stage":"input","errors":[{"message":""#))
  }

  @Test func rejectsVariablesThatAreNotAnObject() async {
    #expect(await answer(query: "{ a }", variables: "[]").contains(#""id":1,"stage":"input""#))
  }

  @Test func reportsTheLastStage() async {
    #expect(await answer(#"{"id":"s","schema":"type A","query":"{ a }"}"#).hasPrefix(#"{"id":"s","stage":"schema","errors":["#))
    #expect(await answer(query: "{ a").hasPrefix(#"{"id":1,"stage":"parse","errors":["#))
    #expect(await answer(query: "{ b }").hasPrefix(#"{"id":1,"stage":"validate","printed":"{\n  b\n}","errors":["#))
    #expect(
      await answer(query: "{ a }", root: #"{"a":1}"#) == #"{"id":1,"stage":"execute","printed":"{\n  a\n}","data":{"a":1},"errors":[]}"#)
  }

  @Test func anErrorValueIsAnErrorOfTheField() async {
    let answer = await answer(query: "{ a list }", root: #"{"a":{"$error":"m"},"list":[1,{"$error":"n"}]}"#)
    #expect(answer.contains(#""data":{"a":null,"list":[1,null]}"#))
    #expect(answer.contains(#"{"message":"m","locations":[{"line":1,"column":3}],"path":["a"]}"#))
    #expect(answer.contains(#"{"message":"n","locations":[{"line":1,"column":5}],"path":["list",1]}"#))
  }

  @Test func writesCoercedArguments() async {
    let answer = await answer(
      query: "query ($x: Float, $i: In) { args(x: $x, i: $i) }", variables: #"{"x":1,"i":{"z":7}}"#, root: #"{"args":{"$args":true}}"#)
    #expect(answer.contains(##""data":{"args":"{\"b\":3,\"i\":{\"y\":\"é\",\"z\":[7]},\"x\":1.0}"}"##))
  }

  @Test func writesOneIntegerZero() async {
    let schema = "scalar Any type Query { f(x: Any, y: Float): String }"
    let line = #"{"schema":"\#(schema)","query":"{ f(x: -0, y: -0) }","root":{"f":{"$args":true}}}"#
    #expect(await answer(line).contains(##""data":{"f":"{\"x\":0,\"y\":-0.0}"}"##))
  }

  @Test func aValueThatIsNotAnObjectHasNoFields() async {
    let answer = await answer(query: "{ q { a } node { a } }", root: #"{"q":5,"node":{"__typename":"Thing","a":1}}"#)
    #expect(answer.contains(#""data":{"q":{"a":null},"node":{"a":1}},"errors":[]"#))
  }
}
