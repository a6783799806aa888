import Foundation
import GraphQL
import Testing

/// The example of docs/guides/use-the-engine.md is the file GuideExample.swift.
@Suite struct UseTheEngineTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()

  private func guide() throws -> [String] {
    let file = folder.deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/guides/use-the-engine.md")
    return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "```")
  }

  @Test func theGuideShowsTheExample() throws {
    #expect(try guide()[1] == "swift\n" + String(contentsOf: folder.appending(path: "GuideExample.swift"), encoding: .utf8))
  }

  @Test func theExampleReturnsTheResponseOfTheGuide() async throws {
    let response = try await makeEngine().execute("{ books { title author { name } } author(id: 1) { name } }")
    #expect(
      response.text
        == #"{"data":{"books":[{"title":"Emma","author":{"name":"Jane Austen"}},{"title":"Dracula","author":{"name":"Bram Stoker"}}],"author":{"name":"Jane Austen"}}}"#
    )
    #expect(try guide()[5] == "json\n\(response.text)\n")
  }
}
