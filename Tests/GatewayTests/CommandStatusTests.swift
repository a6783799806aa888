import Testing

@testable import Gateway

/// The exit codes and messages of the program.
@Suite(.enabled(if: GatewayProgram.isBuilt, "needs the gateway program beside the tests")) struct CommandStatusTests {
  private static let good =
    "extend schema @service(name: \"s\", url: \"{$env.UPSTREAM}\")\ntype Query { n: Int @rest(service: \"s\", GET: \"/n\") }"
  private static let bad = "type Query { n: Int @rest(service: \"s\", GET: \"/n\") }"

  @Test(arguments: [
    (["check", "--schema", "FOLDER"], good, 0, "0 errors, 0 warnings"),
    (["check", "--schema", "FOLDER", "--json"], good, 0, "\"ok\":true"),
    (["check", "--schema", "FOLDER"], bad, 1, "a.graphql:1:36: error: "),
    (["check", "--schema", "FOLDER", "FOLDER/none.graphql"], good, 1, "none.graphql: there is no such file."),
    (["check", "--no-such-option"], good, 2, "--no-such-option"),
    (["check", "--schema", "FOLDER", "--list-size", "many"], good, 2, "list-size"),
    (["plan", "--schema", "FOLDER"], good, 2, "file"),
    (["plan", "--schema", "FOLDER", "--variables", "[]", "x"], good, 2, "JSON object"),
    (["plan", "--schema", "FOLDER", "FOLDER/a.graphql"], good, 1, "error:"),
    (["schema", "--schema", "FOLDER"], good, 0, "type Query"),
    (["schema", "--supergraph", "--schema", "FOLDER"], good, 0, "enum join__Graph {"),
    (["import", "openapi", "FOLDER/a.graphql"], good, 1, "a.graphql"),
    (["serve", "--schema", "FOLDER", "--config", "FOLDER/a.graphql"], bad, 1, "[configuration]"),
    (["serve", "--schema", "FOLDER", "--port", "70000"], good, 2, "65535"),
    (["serve", "--schema", "FOLDER", "--port", "0"], bad, 1, "do not make a graph: 1 error."),
    (["check", "--schema", "FOLDER/none"], good, 1, "none: there is no such folder. Name the folder"),
    (["check", "--schema", "FOLDER/a.graphql"], good, 1, "a.graphql: this is a file."),
    (["check", "--json", "--schema", "FOLDER/none"], good, 1, "{\"ok\":false,"),
    (["check", "--json", "--schema", "FOLDER", "FOLDER"], good, 1, "this is a folder, not a file."),
    (["plan", "--json", "--schema", "FOLDER", "FOLDER/a.graphql"], good, 1, "{\"ok\":false,"),
    (["serve", "--schema", "FOLDER", "--port", "0", "--host", "192.0.2.1"], good, 1, "192.0.2.1:0: no such address on this machine."),
    (["diff", "FOLDER", "FOLDER"], good, 0, "The schemas are the same."),
    (["diff", "--json", "FOLDER", "FOLDER/a.graphql"], good, 0, "{\"ok\":true,\"breaking\":0,"),
    (["diff", "FOLDER", "FOLDER/new.sdl"], good, 1, "breaking: Query.n was removed. [FIELD_REMOVED]"),
    (["diff", "--json", "FOLDER", "FOLDER/new.sdl"], good, 1, "{\"ok\":false,\"breaking\":1,"),
    (["diff", "FOLDER/new.sdl", "FOLDER/more.sdl"], good, 0, "1 change: 0 breaking, 1 dangerous, 0 safe."),
    (["diff", "--strict", "FOLDER/new.sdl", "FOLDER/more.sdl"], good, 1, "OPTIONAL_ARG_ADDED"),
    (["diff", "FOLDER", "FOLDER/none"], good, 1, "none: there is no such file."),
    (["diff", "FOLDER"], good, 2, "<new>"),
    (["diff", "-", "-"], good, 2, "Only one of the schemas"),
    (["chekc"], good, 2, "There is no command \"chekc\". Did you mean \"check\"?"),
    (["--help"], good, 0, "import"),
  ])
  func endsWith(arguments: [String], file: String, status: Int, words: String) async throws {
    let command = try await GatewayProgram.run(
      arguments, files: ["a.graphql": file, "new.sdl": "type Query { m: Int }", "more.sdl": "type Query { m(a: Int): Int }"])
    #expect(command.status == Int32(status), "\(command.output)")
    #expect(command.output.contains(words), "\(command.output)")
  }
}
