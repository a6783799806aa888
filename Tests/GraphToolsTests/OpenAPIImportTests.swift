import Foundation
import TestSupport
import Testing

@testable import GraphTools

@Suite struct OpenAPIImportTests {
  private func imported(_ text: String) throws -> OpenAPIImport.Imported {
    try OpenAPIImport(.init(name: "api", text: text)).run()
  }

  @Test func mapsAWholeDescription() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/pets.yaml")
    let result = try imported(try String(contentsOf: file, encoding: .utf8))
    try Golden.expect(result.sdl, "pets.graphql")
  }

  /// A description with paths and methods, and without schemas.
  @Test func mapsADescriptionWithoutSchemas() throws {
    let text = """
      {"openapi":"3.1.0","info":{"title":"Trellis order service","version":"1"},"paths":{"/api/v1/orders/{id}":{"get":{"summary":"One order",
      "parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],"security":[{"bearer":[]}],
      "responses":{"default":{"description":"The envelope"}}}},"/api/v1/orders":{"post":{"summary":"Place","responses":{}}}}}
      """
    let sdl = try imported(text).sdl
    #expect(sdl.contains("getApiV1OrdersById(id: ID!): JSON"))
    #expect(sdl.contains("postApiV1Orders: JSON"))
    #expect(sdl.contains("url: \"{$env.TRELLIS_ORDER_SERVICE_URL}\""))
  }

  @Test(.needsStack, arguments: ["users", "orders", "payments"])
  func mapsTheDescriptionsOfOurServices(service: String) async throws {
    let origin = ["users": TestStack.userURL, "orders": TestStack.orderURL, "payments": TestStack.paymentURL][service] ?? nil
    let text = try await Command.output("curl", ["-fsS", "\(try #require(origin))/openapi.json"])
    let result = try OpenAPIImport(.init(name: service, text: text), options: .init(service: service, url: "http://h")).run()
    #expect(result.sdl.contains("type Query {") && result.sdl.contains("type Mutation {"))
  }

  @Test(arguments: [
    ("", "openapi"), ("[]", "openapi"), ("{", ""), (#"{"swagger":"2.0"}"#, "paths"), (#"{"swagger":"1.2"}"#, "Swagger 2.0"),
    (#"{"openapi":"4.0.0","paths":{}}"#, "OpenAPI 3"),
    (#"{"openapi":"3.0.0"}"#, "paths"), (#"{"openapi":"3.0.0","paths":{}}"#, "no operation"),
    (#"{"openapi":"3.0.0","paths":{"x":{"get":{}}}}"#, "does not start with"), ("openapi: [", "api:"),
    (String(repeating: "[", count: 50_000), "deep"), (String(repeating: "- ", count: 50_000), ""),
  ])
  func refusesInvalidDescriptions(text: String, expected: String) {
    #expect {
      try imported(text)
    } throws: { error in
      expected.isEmpty || "\(error)".contains(expected)
    }
  }

  @Test func handlesRecursiveSchemas() throws {
    let loop = ##"{"$ref":"#/components/schemas/A"}"##
    func api(_ schemas: String, _ answer: String = loop) -> String {
      "{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{\"get\":{\"responses\":{\"200\":{\"content\":{\"application/json\":{\"schema\":\(answer)}}}}}}},"
        + "\"components\":{\"schemas\":\(schemas)}}"
    }
    #expect(try imported(api("{\"A\":\(loop)}")).sdl.contains("JSON"))
    #expect(try imported(api("{\"A\":{\"allOf\":[\(loop),\(loop),\(loop)]}}")).sdl.contains("JSON"))
    #expect(try imported(api("{\"A\":{\"type\":\"array\",\"items\":\(loop)}}")).sdl.contains("getA"))
    let inner = "{\"A\":{\"properties\":{\"next\":\(loop),\"all\":{\"type\":\"array\",\"items\":\(loop)}}}}"
    #expect(try imported(api(inner)).sdl.contains("next: A"))
    // Each schema refers to the next one ten times over: written out, that is 10^20.
    var schemas = (0..<20).map { number in
      let next = "{\"allOf\":[{\"$ref\":\"#/components/schemas/S\(number + 1)\"}],\"properties\":{\"p\(number)\":{\"type\":\"string\"}}}"
      return "\"S\(number)\":{\"properties\":{" + (0..<10).map { "\"f\($0)\":\(next)" }.joined(separator: ",") + "}}"
    }
    schemas.append(#""S20":{"properties":{"end":{"type":"string"}}}"#)
    let wide = api("{\(schemas.joined(separator: ","))}", ##"{"$ref":"#/components/schemas/S0"}"##)
    _ = try? imported(wide)
  }

  @Test func makesValidAndUniqueNames() throws {
    let text = """
      openapi: 3.1.0
      info: { title: "evil\\n}\\ntype Query { x: Int }" }
      paths:
        /a: { get: { operationId: "a b", summary: 'quote \\" and \\"\\"\\" end', responses: { "200": { content: { application/json: { schema: {
          type: object, properties: { "": { type: string }, "x y": { type: string }, xY: { type: string }, "😀": { type: [string, "null"] }, "1st": { type: integer } } } } } } } } }
        /b: { get: { operationId: "a-b", responses: {} } }
        "/c{{$env.HOME}}": { get: { operationId: "__proto", responses: {} } }
      """
    let sdl = try imported(text).sdl
    #expect(sdl.contains("aB:") && sdl.contains("aB2:"))
    #expect(sdl.contains("@json(path: \"x y\")") && sdl.contains("@json(path: \"😀\")"))
    #expect(!sdl.contains("{$env.HOME}"))
  }
}
