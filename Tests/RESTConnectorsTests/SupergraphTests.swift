import Foundation
import GraphQLFederation
import RESTConnectors
import Testing

@Suite struct SupergraphTests {
  @Test func theCheckedInSupergraphIsTheComposedOne() throws {
    let graph = try FederatedGraph(
      files: ProjectSchema.files(), environment: ProjectSchema.environment, transport: MockTransport { _ in .json("{}") })
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "schema/supergraph.graphql")
    let printed = graph.planner.supergraph.printed + "\n"
    #expect(try String(contentsOf: file, encoding: .utf8) == printed, "`make schema` writes it")
  }
}
