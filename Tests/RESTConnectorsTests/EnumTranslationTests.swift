import JSON
import RESTConnectors
import Testing
import Upstreams

/// Services that represent an enum by different strings. Keys are sent in the strings of the service that reads them.
@Suite struct EnumTranslationTests {
  private static let upper = "enum Land { DE @json(value: \"GERMANY\") FR @json(value: \"FRANCE\") XX @json(value: \"OTHER\") } "
  private static let lower = "enum Land { DE @json(value: \"de\") FR @json(value: \"fr\") } "

  @Test(arguments: [
    ("GET: \"/t?l={$keys.land}\", batch: { by: \"land\" }", ["GET http://t/t?l=de,fr"]),
    ("GET: \"/t?l={$keys.land}\", batch: { by: \"land\", as: REPEAT }", ["GET http://t/t?l=de&l=fr"]),
    ("POST: \"/t\", body: \"{\\\"l\\\": {$keys.land}}\", batch: { by: \"land\", as: JSON }", ["POST http://t/t {\"l\": [\"de\",\"fr\"]}"]),
    ("POST: \"/t\", body: \"{$keys}\", batch: { by: \"land\", as: JSON }", ["POST http://t/t [{\"land\":\"de\"},{\"land\":\"fr\"}]"]),
    ("GET: \"/t/{$keys.land}\", at: \"0\"", ["GET http://t/t/de", "GET http://t/t/fr"]),
    ("GET: \"/t?l={$keys.land}\", at: \"0\"", ["GET http://t/t?l=de", "GET http://t/t?l=fr"]),
  ])
  func sendsKeysInTheStringsOfTheReader(rest: String, calls: [String]) async throws {
    let graph = try TestGraph(services: [
      "s": Self.upper + "type Query { vs: [Vat!] @rest(service: \"s\", GET: \"/vs\") } type Vat @key(fields: \"land\") { land: Land }",
      "t": Self.lower + "type Vat @key(fields: \"land\") @rest(service: \"t\", \(rest)) { land: Land rate: Int }",
    ]) { request in
      if request.url.description == "http://s/vs" { return .json(#"["FRANCE",{"land":"GERMANY"},{"land":"OTHER"},{"land":null}]"#) }
      let asked = "\(request.url) \(String(decoding: request.body ?? [], as: UTF8.self))"
      let items = [("de", 19), ("fr", 20)].filter { asked.contains($0.0) }.map { "{\"land\":\"\($0.0)\",\"rate\":\($0.1)}" }
      return .json("[\(items.joined(separator: ","))]")
    }
    #expect(
      await graph.run("{ vs { land rate } }")
        == #"{"data":{"vs":[{"land":"FR","rate":20},{"land":"DE","rate":19},{"land":"XX","rate":null},{"land":null,"rate":null}]}}"#)
    let sent = graph.transport.requests.dropFirst().map { request in
      "\(request.method) \(request.url)" + (request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? "")
    }
    #expect(sent.sorted() == calls)
  }

  @Test func translatesCompoundKeysAndKeysInsideObjects() async throws {
    let graph = try TestGraph(services: [
      "s": Self.upper
        + "type Query { ps: [P!] @rest(service: \"s\", GET: \"/ps\") } type P @key(fields: \"at { land } no\") { at: At no: Int } type At { land: Land @json(path: \"l\") }",
      "t": Self.lower
        + "type P @key(fields: \"at { land } no\") @rest(service: \"t\", GET: \"/p?k={$keys.at.land}:{$keys.no}\", batch: { by: [\"at.land\", \"no\"] }) { at: At no: Int x: Int } type At { land: Land }",
    ]) { request in
      request.url.description == "http://s/ps" ? .json(#"[{"at":{"l":"GERMANY"},"no":1}]"#) : .json(#"[{"at":{"land":"de"},"no":1,"x":5}]"#)
    }
    #expect(await graph.run("{ ps { at { land } x } }") == #"{"data":{"ps":[{"at":{"land":"DE"},"x":5}]}}"#)
    #expect(graph.transport.calls.last == "GET http://t/p?k=de:1")
  }

  @Test func translatesRequiredFieldsAndLists() async throws {
    let graph = try TestGraph(services: [
      "s": Self.upper + """
        type Query { ps: [P!] @rest(service: "s", GET: "/ps") }
        type P @key(fields: "id") { id: ID! land: Land lands: [Land] loaded: Land @rest(service: "s", GET: "/l/{$keys.id}", at: "l") own: Int @rest(service: "s", GET: "/own/{$this.land}", at: "v") }
        """,
      "t": Self.lower + """
        type P @key(fields: "id") { id: ID! land: Land @external lands: [Land] @external loaded: Land @external
          tax: Int @requires(fields: "land") @rest(service: "t", GET: "/tax/{$this.land}", at: "v")
          sum: Int @requires(fields: "lands land") @rest(service: "t", POST: "/sum?one={$this.land}&all={$this.lands}", body: "{\\"all\\": {$this.lands}}", at: "v")
          far: Int @requires(fields: "loaded") @rest(service: "t", GET: "/far?l={$this.loaded}", at: "v") }
        """,
    ]) { request in
      switch request.url.description {
      case "http://s/ps": .json(#"[{"id":"1","land":"FRANCE","lands":["GERMANY",null,"FRANCE"]}]"#)
      case "http://s/l/1": .json(#"{"l":"GERMANY"}"#)
      default: .json(#"{"v":1}"#)
      }
    }
    #expect(await graph.run("{ ps { tax sum far own } }") == #"{"data":{"ps":[{"tax":1,"sum":1,"far":1,"own":1}]}}"#)
    #expect(
      Set(graph.transport.calls.dropFirst()) == [
        "GET http://t/tax/fr", "POST http://t/sum?one=fr&all=de,fr", "GET http://s/l/1", "GET http://t/far?l=de", "GET http://s/own/FRANCE",
      ])
    #expect(graph.transport.requests.compactMap(\.body).map { String(decoding: $0, as: UTF8.self) } == [#"{"all": ["de",null,"fr"]}"#])
  }

  @Test func aFileThatOnlyUsesTheEnumHasTheStringsOfTheFileThatDefinesIt() async throws {
    let graph = try TestGraph(services: [
      "s": Self.upper + "type Query { vs: [Vat!] @rest(service: \"s\", GET: \"/vs\") } type Vat @key(fields: \"land\") { land: Land }",
      "t":
        "type Vat @key(fields: \"land\") @rest(service: \"t\", GET: \"/t?l={$keys.land}\", batch: { by: \"land\" }) { land: Land rate: Int }",
    ]) { request in
      request.url.description == "http://s/vs" ? .json(#"[{"land":"GERMANY"}]"#) : .json(#"[{"land":"GERMANY","rate":19}]"#)
    }
    #expect(await graph.run("{ vs { land rate } }") == #"{"data":{"vs":[{"land":"DE","rate":19}]}}"#)
    #expect(graph.transport.calls.last == "GET http://t/t?l=GERMANY")
  }

  @Test func aReaderOfTheOthersStringsUsesThemOnTheWayBack() async throws {
    // The key of b's layer is in c, which needs a's key first. Each service has strings of its own.
    let graph = try TestGraph(services: [
      "a": Self.upper + "type Query { vs: [Vat!] @rest(service: \"a\", GET: \"/vs\") } type Vat @key(fields: \"id\") { id: ID! }",
      "c": Self.lower
        + "type Vat @key(fields: \"id\") @key(fields: \"land\") @rest(service: \"c\", GET: \"/c?id={$keys.id}\", batch: { by: \"id\" }) { id: ID! land: Land }",
      "b":
        "enum Land { DE FR @json(value: \"F\") } type Vat @key(fields: \"land\") @rest(service: \"b\", GET: \"/b?l={$keys.land}\", batch: { by: \"land\" }) { land: Land rate: Int }",
    ]) { request in
      switch request.url.description {
      case "http://a/vs": .json(#"[{"id":"1"},{"id":"2"}]"#)
      case "http://c/c?id=1,2": .json(#"[{"id":"1","land":"de"},{"id":"2","land":"fr"}]"#)
      default: .json(#"[{"land":"F","rate":20},{"land":"DE","rate":19}]"#)
      }
    }
    #expect(await graph.run("{ vs { rate } }") == #"{"data":{"vs":[{"rate":19},{"rate":20}]}}"#)
    #expect(graph.transport.calls.last == "GET http://b/b?l=DE,F" && graph.transport.calls.count == 3)
  }
}
