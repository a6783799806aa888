import GraphQL
import GraphQLExecution
import RESTConnectors
import Testing
import Upstreams

/// A member that is absent from an object that stands for an entity is loaded by the entity's loader. A member that is null is null.
@Suite struct AbbreviatedObjectTests {
  private static let schema = """
    type Query { pets: [Pet!] @rest(service: "s", GET: "/pets") person: Person @rest(service: "s", GET: "/person") }
    type Pet { name: String owner: Person }
    type Person @key(fields: "id") @rest(service: "s", GET: "/people?id={$keys.id}", batch: { by: "id" }) {
      id: ID! nick: String email: String @json(path: "contact.email") home: Home friends: [Person!]
      score: Int @rest(service: "s", GET: "/score?nick={$this.nick}", at: "v")
    }
    type Home { city: String }
    """

  private func graph(_ pets: String) throws -> TestGraph {
    try TestGraph(Self.schema) { request in
      let url = request.url.description
      if url == "http://up/pets" { return .json(pets) }
      if url == "http://up/person" { return .json(#"{"id":"7"}"#) }
      if url.contains("/score") { return .json(#"{"v":\#(url.hasSuffix("n7") ? 7 : 8)}"#) }
      let ids = url.split(separator: "=").last.map { $0.split(separator: ",") } ?? []
      return .json(
        "["
          + ids.filter { $0 != "404" }.map {
            #"{"id":"\#($0)","nick":"n\#($0)","contact":{"email":"e\#($0)"},"home":{"city":"c\#($0)"},"friends":[{"id":"9"}]}"#
          }.joined(separator: ",") + "]")
    }
  }

  @Test(arguments: [
    (#"[{"owner":{"id":"7"}}]"#, "nick email", #"{"owner":{"nick":"n7","email":"e7"}}"#, ["7"]),
    // One batch for references, abbreviated objects and references in a list; whole objects need no call.
    (
      #"[{"owner":"1"},{"owner":{"id":"2"}},{"owner":{"id":"3","nick":"own"}},{"owner":null}]"#, "id nick",
      #"{"owner":{"id":"1","nick":"n1"}},{"owner":{"id":"2","nick":"n2"}},{"owner":{"id":"3","nick":"own"}},{"owner":null}"#, ["1,2"]
    ),
    // Null is a value, also on the way to a member.
    (#"[{"owner":{"id":"7","nick":null,"contact":null}}]"#, "nick email", #"{"owner":{"nick":null,"email":null}}"#, []),
    (#"[{"owner":{"id":"7","contact":{}}}]"#, "email", #"{"owner":{"email":"e7"}}"#, ["7"]),
    // What the object has stays; only what is absent is read from the entity.
    (#"[{"owner":{"id":"7","nick":"own"}}]"#, "nick email", #"{"owner":{"nick":"own","email":"e7"}}"#, ["7"]),
    (#"[{"owner":{"id":"7","nick":"own"}}]"#, "nick", #"{"owner":{"nick":"own"}}"#, []),
    (#"[{"owner":{"id":"7"}}]"#, "id", #"{"owner":{"id":"7"}}"#, []),
    (#"[{"owner":{"id":"7"}}]"#, "home { city }", #"{"owner":{"home":{"city":"c7"}}}"#, ["7"]),
    (#"[{"owner":{"id":"7"}}]"#, "friends { nick }", #"{"owner":{"friends":[{"nick":"n9"}]}}"#, ["7", "9"]),
    // Without its key there is nothing to load.
    (#"[{"owner":{"x":1}}]"#, "nick", #"{"owner":{"nick":null}}"#, []),
    // A key alone is a reference; it is null where its entity does not exist. An object with values of its own stays.
    (#"[{"owner":{"id":"404"}}]"#, "nick", #"{"owner":null}"#, ["404"]),
    (#"[{"owner":{"id":"404","nick":"own"}}]"#, "nick email", #"{"owner":{"nick":"own","email":null}}"#, ["404"]),
  ])
  func absentMembersAreLoadedByTheEntity(pets: String, selection: String, rows: String, keys: [String]) async throws {
    let graph = try graph(pets)
    #expect(await graph.run("{ pets { owner { \(selection) } } }").hasSuffix(#"{"data":{"pets":[\#(rows)]}}"#))
    #expect(graph.transport.calls == ["GET http://up/pets"] + keys.map { "GET http://up/people?id=\($0)" })
  }

  @Test func argumentsOfLoadersWaitForAbsentMembers() async throws {
    let graph = try graph(#"[{"owner":{"id":"7"}},{"owner":{"id":"8","nick":"own"}}]"#)
    #expect(await graph.run("{ pets { owner { score } } }") == #"{"data":{"pets":[{"owner":{"score":7}},{"owner":{"score":8}}]}}"#)
    #expect(graph.transport.calls.count == 4 && graph.transport.calls[1] == "GET http://up/people?id=7")
  }

  @Test func excludedFieldsLoadNothing() async throws {
    let graph = try graph(#"[{"owner":{"id":"7","nick":"own"}}]"#)
    let query = "query($x: Boolean!) { pets { owner { nick email @include(if: $x) } } }"
    #expect(await graph.run(query, variables: ["x": .bool(false)]) == #"{"data":{"pets":[{"owner":{"nick":"own"}}]}}"#)
    #expect(graph.transport.calls.count == 1)
    #expect(await graph.run(query, variables: ["x": .bool(true)]) == #"{"data":{"pets":[{"owner":{"nick":"own","email":"e7"}}]}}"#)
  }

  @Test func compositeKeysLoadAbsentMembers() async throws {
    let graph = try TestGraph(
      """
      type Query { seats: [Seat!] @rest(service: "s", GET: "/seats") }
      type Seat @key(fields: "row no") @rest(service: "s", GET: "/seat?at={$keys.row}:{$keys.no}", batch: { by: ["row", "no"] }) {
        row: Int! no: Int! price: Int
      }
      """
    ) { request in
      request.url.description == "http://up/seats"
        ? .json(#"[{"row":1,"no":1,"price":5},{"row":1,"no":2}]"#) : .json(#"[{"row":1,"no":2,"price":6}]"#)
    }
    #expect(await graph.run("{ seats { no price } }") == #"{"data":{"seats":[{"no":1,"price":5},{"no":2,"price":6}]}}"#)
    #expect(graph.transport.calls == ["GET http://up/seats", "GET http://up/seat?at=1:2"])
    #expect(await graph.run("{ seats { row no } }") == #"{"data":{"seats":[{"row":1,"no":1},{"row":1,"no":2}]}}"#)
    #expect(graph.transport.calls.count == 3)
  }

  @Test func aFailedEntityIsOneErrorOfTheAbsentMember() async throws {
    let graph = try TestGraph(Self.schema) { request in
      request.url.description == "http://up/pets" ? .json(#"[{"owner":{"id":"7","nick":"own"}}]"#) : .json("{}", status: 500)
    }
    let response = await graph.run("{ pets { owner { nick email home { city } } } }")
    #expect(response.hasSuffix(#""data":{"pets":[{"owner":{"nick":"own","email":null,"home":null}}]}}"#))
    #expect(response.components(separatedBy: "\"path\"").count == 2 && response.contains(#"["pets",0,"owner","email"]"#))
  }

  @Test func plansAndBoundsCountThemAsReferences() throws {
    let plan = try graph("[]").engine.prepare("{ pets { owner { nick } } }").plan
    #expect(plan.calls.map(\.isForReferencesOnly) == [false, true])
    #expect(plan.upstreamBound().calls == 1 && plan.upstreamBound(countsEntityReferences: true).calls == 2)
  }
}
