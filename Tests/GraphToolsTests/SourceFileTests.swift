import Foundation
import Testing

@testable import GraphTools

@Suite struct SourceFileTests {
  private func folder(_ files: [String: Data]) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, data) in files { try data.write(to: url.appendingPathComponent(name)) }
    return url.path
  }

  @Test func readsSchemaFilesInOrderWithoutTheSupergraph() throws {
    let path = try folder([
      "b.graphql": Data("b".utf8), "a.graphqls": Data("a".utf8), "supergraph.graphql": Data(), "notes.md": Data(), ".c.graphql": Data(),
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let files = try SourceFile.schema(in: path)
    #expect(files.map(\.text) == ["a", "b"])
    #expect(files.map { $0.name.split(separator: "/").last.map(String.init) } == ["a.graphqls", "b.graphql"])
  }

  @Test func refusesUnusableFolders() throws {
    #expect(throws: FileError.self) { try SourceFile.schema(in: "/there/is/no/such/folder") }
    let empty = try folder([:])
    defer { try? FileManager.default.removeItem(atPath: empty) }
    #expect(throws: FileError.self) { try SourceFile.schema(in: empty) }
    let binary = try folder(["a.graphql": Data([0xFF, 0xFE])])
    defer { try? FileManager.default.removeItem(atPath: binary) }
    #expect(throws: FileError.self) { try SourceFile.schema(in: binary) }
  }
}
