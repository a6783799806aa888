import Foundation
import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools

/// The forms of trusted documents, and the manifests that `gateway persist` writes.
@Suite struct TrustedDocumentsTests {
  private static let text = "query A { a }"
  private static let hash = PersistedDocument(text).hash

  private func manifest(_ text: String) throws -> TrustedDocuments {
    try TrustedDocuments(manifest: SourceFile(name: "manifest.json", text: text))
  }

  /// Apollo, Relay (MD5), graphql-codegen (SHA-1), and graphql-codegen with the draft's prefix.
  @Test(arguments: [
    (
      #"{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"one","name":"A","type":"query","body":"query A { a }"}]}"#,
      "one"
    ),
    (#"{"7f56e67dd21ab3f30d1ff8b7bed08893": "query A { a }"}"#, "7f56e67dd21ab3f30d1ff8b7bed08893"),
    (#"{"2ae4f6b9a1c3d5e7f9b0a1c2d3e4f5a6b7c8d9e0": "query A { a }"}"#, "2ae4f6b9a1c3d5e7f9b0a1c2d3e4f5a6b7c8d9e0"),
    (#"{"sha256:\#(hash)": "query A { a }"}"#, "sha256:\(hash)"),
  ])
  func readsEachManifest(text: String, identifier: String) throws {
    let documents = try manifest(text)
    #expect(documents.count == 1)
    for name in [identifier, Self.hash, "sha256:\(Self.hash)"] {
      #expect(documents.document(identifiedBy: name)?.text == Self.text, "\(name)")
    }
    #expect(documents.document(text: Self.text)?.hash == Self.hash)
    #expect(documents.document(text: "query A { a } ") == nil)
    #expect(documents.document(identifiedBy: Self.text) == nil)
  }

  @Test(arguments: [
    ("[]", "a manifest is a JSON object"), ("{", "not JSON"), ("{}", "has no document"), (#"{"a": 1}"#, "\"a\" must be a document's text"),
    (#"{"": "{ a }"}"#, "is empty"), (#"{"a": ""}"#, "is empty"), (#"{"sha256:00": "{ a }"}"#, "is not the SHA-256"),
    (#"{"a": "{ a }", "a": "{ b }"}"#, "two documents have the identifier \"a\""),
    (#"{"format": "other", "version": 1, "operations": []}"#, "must be apollo-persisted-query-manifest"),
    (#"{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}"#, "with version 1"),
    (#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": {}}"#, "must be a list"),
    (#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}]}"#, "operations[0] must have"),
    (#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": []}"#, "has no document"),
    (#"{"\#(hash)": "{ other }", "b": "query A { a }"}"#, "the identifier of another"),
  ])
  func saysWhatIsWrongWithAManifest(text: String, expected: String) {
    #expect {
      try manifest(text)
    } throws: { "\($0)".hasPrefix("manifest.json: ") && "\($0)".contains(expected) }
  }

  private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let url = folder.appending(path: name)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    try body(folder.path)
  }

  @Test func readsAFolder() throws {
    try withFolder(["a.graphql": Self.text, "web/b.graphql": "{ b }\n", "notes.txt": "no"]) { path in
      let documents = try TrustedDocuments(path: path)
      #expect(documents.count == 2)
      #expect(documents.document(identifiedBy: Self.hash)?.text == Self.text)
      #expect(documents.document(text: "{ b }\n") != nil)
    }
    try withFolder(["a.graphql": "{ a"]) { path in
      #expect { try TrustedDocuments(path: path) } throws: { "\($0)".contains("a.graphql: ") }
    }
    try withFolder(["a.txt": "x"]) { path in
      #expect { try TrustedDocuments(path: path) } throws: { "\($0)".contains("no .graphql file") }
    }
    #expect(throws: FileError.self) { try TrustedDocuments(path: "/nowhere/manifest.json") }
  }

  @Test(
    .enabled(if: GatewayProgram.isBuilt, "needs the gateway program beside the tests"),
    arguments: [
      ("trustedDocuments: m.json", "{", "TRUSTED_DOCUMENTS: "), ("trustedDocuments: m.json", "{}", "has no document"),
      ("trustedDocuments: none.json", "{}", "none.json: there is no such file"),
      ("trustedDocumentsMode: enforce", "{}", "trustedDocumentsMode is enforce, which needs TRUSTED_DOCUMENTS"),
      ("trustedDocumentsMode: strict", "{}", "must be one of off, log and enforce"),
      ("trustedDocumentsOverride: short", "{}", "must be your own text of at least 16 bytes"),
      ("trustedDocument: m.json", "{}", "Did you mean \"trustedDocuments\""),
    ])
  func aGatewayWithoutTheTrustedDocumentsDoesNotStart(settings: String, manifest: String, expected: String) async throws {
    let result = try await GatewayProgram.run(
      ["serve", "--schema", "FOLDER", "--port", "0", "--config", "FOLDER/g.yaml"],
      files: ["s.graphql": Self.schema, "g.yaml": settings, "m.json": manifest])
    #expect(result.status == 1)
    #expect(result.output.contains(expected), "\(result.output)")
  }

  // MARK: gateway persist

  private func list(_ files: [(String, String)]) throws -> PersistedOperationList {
    let graph = try ComposedGraph(
      files: [SourceFile(name: "s.graphql", text: Self.schema)], environment: ["UPSTREAM": "http://x"], transport: NoTransport())
    return try PersistedOperationList(files.map { SourceFile(name: $0.0, text: $0.1) }, engine: graph.engine)
  }

  private static let schema = """
    extend schema @service(name: "s", url: "{$env.UPSTREAM}")
    type Query { pet(id: ID!): Pet @rest(service: "s", GET: "/pets/{$args.id}") }
    type Pet { id: ID! name: String }
    """

  @Test func eachOperationIsADocumentWithTheFragmentsThatItUses() throws {
    let whole = "query B($id: ID!) {\n  pet(id: $id) { ...P }\n}\nfragment P on Pet { id }\n"
    let operations = try list([
      ("a.graphql", "query A1($id: ID!) { pet(id: $id) { ...Q } } query A2($id: ID!) { pet(id: $id) { id } }"),
      ("b.graphql", whole), ("c.graphql", "fragment Q on Pet { name ...P }"),
    ]).operations
    #expect(operations.map(\.name) == ["A1", "A2", "B"])
    #expect(operations[2].document.text == whole)
    #expect(operations[0].document.text.contains("fragment Q on Pet") && operations[0].document.text.contains("fragment P on Pet"))
    #expect(!operations[1].document.text.contains("fragment"))
  }

  @Test(arguments: [
    ([("a.graphql", "query A { dog }")], "a.graphql:1:11: error:"), ([("a.graphql", "{ pet(id: 1) { id } }")], "has no name"),
    ([("a.graphql", "query A {")], "a.graphql:1:"), ([("a.graphql", "fragment F on Pet { id }")], "no operation"),
    ([("a.graphql", "query A { pet(id: 1) { id } }"), ("b.graphql", "query A { pet(id: 2) { id } }")], "is also in a.graphql"),
    ([("a.graphql", "fragment F on Pet { id }"), ("b.graphql", "fragment F on Pet { name }")], "is also in a.graphql"),
    ([("a.graphql", "query A { pet(id: 1) { ...Missing } }")], "Missing"),
    (
      [("a.graphql", "query A { a0: pet(id: 0) { id } \((1...40).map { "a\($0): pet(id: \($0)) { id }" }.joined(separator: " ")) }")],
      "at most 20 are allowed"
    ),
  ])
  func saysWhatIsWrongWithAnOperation(files: [(String, String)], expected: String) {
    #expect {
      try list(files)
    } throws: { "\($0)".contains(expected) }
  }

  @Test(.enabled(if: GatewayProgram.isBuilt, "needs the gateway program beside the tests"), arguments: ["apollo", "relay"])
  func theGatewayReadsTheManifestThatItWrites(format: String) async throws {
    let operation = "query A($id: ID!) { pet(id: $id) { name } }"
    let result = try await GatewayProgram.run(
      ["persist", "--schema", "FOLDER", "--format", format, "FOLDER/a.gql"], files: ["s.graphql": Self.schema, "a.gql": operation])
    #expect(result.status == 0, "\(result.output)")
    let documents = try TrustedDocuments(manifest: SourceFile(name: "m", text: result.output))
    #expect(documents.document(identifiedBy: PersistedDocument(operation).hash)?.text == operation)
  }
}
