import GraphQLExecution
import GraphQLLanguage
import GraphQLSchema
import JSON
import Synchronization
import Testing

@Suite struct LoadSelectionTests {
  private static let sdl = """
    type Query { search(text: String): [Item!] book: Book }
    interface Item { id: ID! title(short: Boolean = false): String }
    type Book implements Item { id: ID! title(short: Boolean = false): String author: Author pages: Int editor: Author }
    type Film implements Item { id: ID! title(short: Boolean = false): String stars: [Author!] }
    type Author { id: ID! name: String born: Date friend: Author }
    scalar Date
    """

  /// Records the selection of each request as GraphQL text.
  private final class SelectingLoader: Loader {
    let description: LoaderDescription
    let readsSelection: Bool
    private let recorded = Mutex<[String]>([])
    private let outcome: @Sendable (LoadKey) -> LoadOutcome

    init(_ name: String, readsSelection: Bool = true, _ outcome: @escaping @Sendable (LoadKey) -> LoadOutcome) {
      description = .local(name)
      self.readsSelection = readsSelection
      self.outcome = outcome
    }

    var selections: [String] { recorded.withLock { $0 } }

    func load(_ request: LoadRequest) async -> [LoadOutcome] {
      let keys = request.keys.map { $0.texts.joined(separator: "/") }.joined(separator: ",")
      recorded.withLock { $0.append("[\(keys)] \(Self.text(request.selection.objects))") }
      return request.keys.map(outcome)
    }

    private static func text(_ objects: [ObjectSelection]) -> String {
      objects.map { object in
        let fields = object.fields.map { field in
          let arguments = field.arguments.count == 0 ? "" : JSONValue.object(field.arguments).text
          let alias = field.responseKey == field.name ? "" : "\(field.responseKey):"
          return "\(alias)\(field.name)\(arguments)\(field.objects.isEmpty ? "" : text(field.objects))"
        }
        let keys = object.keyPaths.map { "+\($0)" }
        return "\(object.typeName){\((fields + keys).joined(separator: " "))}"
      }.joined(separator: "|")
    }
  }

  /// A library (0) that has books and films and refers to authors by id, and a directory (1) that has authors.
  private struct LibraryPlanner: SourcePlanner {
    let library: any Loader
    let authors: any Loader

    func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
      switch (request.type.name, request.origin) {
      case ("Query", _): return ObjectSources(fields: request.fields.map { _ in .load(library, inputs: [], origin: .source(0)) })
      case ("Author", .source(let origin)):
        let fields = request.fields.map { name -> FieldSource in
          name == "id"
            ? .value(layer: 0, path: "id", isKey: true, origin: .source(origin))
            : .value(layer: origin == 1 ? 0 : 1, path: JSONPath(member: name), isKey: false, origin: .source(1))
        }
        guard request.fields.contains(where: { $0 != "id" }) else { return ObjectSources(fields: fields) }
        let id = InputSource(layer: 0, path: "id", isKey: true)
        let fetch = EntityFetch(loader: authors, inputs: [id], isForReferencesOnly: origin == 1)
        return ObjectSources(fetches: [fetch], fields: fields, referenceLayer: origin == 1 ? 1 : nil)
      default: return try DefaultFieldPlanner().sources(for: request)
      }
    }
  }

  private let library = SelectingLoader("library") { _ in
    value([
      ["__typename": "Book", "id": 1, "author": "a1", "editor": "a2"], ["__typename": "Film", "id": 2, "stars": ["a3"]],
    ])
  }

  private func authors(readsSelection: Bool = true) -> SelectingLoader {
    SelectingLoader("authors", readsSelection: readsSelection) { key in
      value(["id": .string(key.texts[0]), "name": .string("N-\(key.texts[0])"), "born": "1900", "friend": "a1"])
    }
  }

  private func run(_ query: String, _ authors: SelectingLoader, _ variables: JSONObject = [:]) async throws -> String {
    try await TestExecution(Self.sdl, planner: LibraryPlanner(library: library, authors: authors)).run(query, variables: variables)
  }

  @Test func hasTheFieldsOfEachTypeWithTheirArguments() async throws {
    _ = try await run(
      "query($s: Boolean) { search(text: \"x\") { __typename id t: title(short: $s) ... on Book { pages } ... on Film { stars { id } } } }",
      authors(), ["s": true])
    #expect(
      library.selections == [#"[] Book{id t:title{"short":true} pages}|Film{id t:title{"short":true} starsAuthor{id}}"#])
  }

  @Test func leavesOutWhatIsSkipped() async throws {
    let query = "query($v: Boolean!) { search { id @include(if: $v) title @skip(if: $v) ... on Book @include(if: $v) { author { id } } } }"
    _ = try await run(query, authors(), ["v": true])
    _ = try await run(query, authors(), ["v": false])
    #expect(
      library.selections == [
        "[] Book{id authorAuthor{id}}|Film{id}", #"[] Book{title{"short":false}}|Film{title{"short":false}}"#,
      ])
  }

  @Test func hasTheKeysButNotTheFieldsOfOtherLoaders() async throws {
    let authors = authors()
    let text = try await run("{ search { ... on Book { author { name } } } }", authors)
    #expect(text == #"{"search":[{"author":{"name":"N-a1"}},{}]}"#)
    #expect(library.selections == ["[] Book{authorAuthor{+id}}|Film{}"])
    #expect(authors.selections == ["[a1] Author{name}"])
  }

  @Test func coversAllPositionsOfAWave() async throws {
    let authors = authors()
    _ = try await run("{ search { ... on Book { author { name } editor { born } } ... on Film { stars { n: name } } } }", authors)
    #expect(authors.selections == ["[a1,a2,a3] Author{name born n:name}"])
  }

  @Test func aLaterWaveLoadsKnownKeysForItsOwnFields() async throws {
    let query = "{ search { ... on Book { author { name friend { born } } } } }"
    let selecting = authors()
    #expect(try await run(query, selecting) == #"{"search":[{"author":{"name":"N-a1","friend":{"born":"1900"}}},{}]}"#)
    #expect(selecting.selections == ["[a1] Author{name friendAuthor{born +id}}", "[a1] Author{born}"])
    // A loader that does not read the selection returns all fields, so the key is not loaded again.
    let other = authors(readsSelection: false)
    #expect(try await run(query, other) == #"{"search":[{"author":{"name":"N-a1","friend":{"born":"1900"}}},{}]}"#)
    #expect(other.selections.count == 1)
  }
}
