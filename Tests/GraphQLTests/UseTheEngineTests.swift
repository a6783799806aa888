import Foundation
import GraphQL
import Testing

private let authors: [Int: JSONValue] = [1: ["name": "Jane Austen"], 2: ["name": "Bram Stoker"]]

/// The example of docs/guides/use-the-engine.md: the guide's words and the code below are the same.
@Suite struct UseTheEngineTests {
  @Test func theGuidesExampleWorks() async throws {
    // guide: begin
    let engine = try GraphQLEngine(
      schema: "type Query { books: [Book!]! } type Book { title: String! author: Author } type Author { name: String! }",
      resolvers: [
        "Query.books": .field { _ in [["title": "Emma", "by": 1], ["title": "Dracula", "by": 2]] as JSONValue },
        "Book.author": .batch(by: "by") { request in request.keys.map { authors[$0.int ?? 0] } },
      ])
    let response = await engine.execute("{ books { title author { name } } }")
    // guide: end
    #expect(
      response.text
        == #"{"data":{"books":[{"title":"Emma","author":{"name":"Jane Austen"}},{"title":"Dracula","author":{"name":"Bram Stoker"}}]}}"#
    )
  }

  @Test func theGuideSaysTheSame() throws {
    let file = URL(filePath: #filePath)
    let guide = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "docs/guides/use-the-engine.md")
    let block = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n")[1].components(separatedBy: "```")[0]
    let code = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "// guide: begin\n")[1]
      .components(separatedBy: "    // guide: end")[0]
    let indented = block.split(separator: "\n").map { "    \($0)\n" }.joined()
    #expect(indented == code)
    #expect(block.split(separator: "\n").count <= 10)
  }
}
