import Foundation
import JSON
import TestSupport
import Testing

@testable import Gateway

/// Runs the `sh` blocks of each guide in one shell, in order and in an empty folder. A `text` or `json` block of the same name is the expected output.
@Suite struct GuideTests {
  private struct Block {
    let language: String
    /// Empty for a block without a name.
    let name: String
    let text: String
  }

  private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let canRun = ["/usr/bin/python3", "/usr/bin/curl", GatewayProgram.path].allSatisfy(FileManager.default.isExecutableFile)

  /// The pages with blocks that can be run. The README names some of its blocks.
  private static let pages = [
    "README.md", "docs/guides/add-a-service.md", "docs/guides/authorisation.md", "docs/guides/commands.md",
    "docs/guides/persisted-operations.md", "docs/guides/use-the-engine.md",
  ]

  @Test(.enabled(if: canRun, "needs python3, curl and the gateway program beside the tests"), arguments: pages)
  func works(page: String) async throws {
    let blocks = try Self.blocks(of: page).filter { !$0.name.isEmpty }
    let scripts = blocks.filter { $0.language == "sh" }
    try #require(scripts.count > 1)
    let outputs = try await Self.run(scripts)
    for block in scripts {
      guard let expected = blocks.first(where: { $0.name == block.name && $0.language != "sh" }) else { continue }
      let output = outputs[block.name] ?? "nothing: it was not run"
      if expected.language == "json" {
        let isEqual = (try? JSONValue(parsing: output)) == (try JSONValue(parsing: expected.text))
        #expect(isEqual, "\(block.name): \(output)")
      } else {
        #expect(output == expected.text + "\n", "\(block.name)")
      }
    }
  }

  /// A new guide, or a new kind of block, is tested from its first day.
  @Test func everyBlockOfEveryGuideIsRun() throws {
    let guides = try FileManager.default.contentsOfDirectory(atPath: Self.root.appendingPathComponent("docs/guides").path)
    for guide in guides where guide.hasSuffix(".md") {
      let blocks = try Self.blocks(of: "docs/guides/\(guide)")
      let scripts = Set(blocks.filter { $0.language == "sh" }.map(\.name))
      #expect(scripts.isEmpty || Self.pages.contains("docs/guides/\(guide)"), "\(guide) is not run")
      for block in blocks where block.language != "sh" {
        let isConfiguration = block.language == "yaml" && block.name == "configuration"
        #expect(isConfiguration || scripts.contains(block.name), "\(guide): the block \(block.language) \(block.name) is not tested")
      }
      #expect(!scripts.contains(""), "\(guide): a block has no name")
    }
  }

  @Test func theConfigurationOfTheGuideIsValid() throws {
    let block = try #require(try Self.blocks(of: "docs/guides/commands.md").first { $0.name == "configuration" })
    let file = try ConfigurationFile(name: "gateway.yaml", text: block.text)
    let configuration = try GatewayConfiguration(environment: [:], file: file)
    #expect(configuration.metrics == .own(host: "127.0.0.1", port: 9464))
    #expect(configuration.maximumUpstreamCalls == 200)
  }

  /// The guide says why, and goes on, when the gateway does not start.
  @Test(.enabled(if: canRun, "needs python3, curl and the gateway program beside the tests"), .timeLimit(.minutes(1)))
  func endsWhenTheGatewayDoesNotStart() async throws {
    let wanted = ["setup", "service", "products", "serve"]
    let scripts = try Self.blocks(of: "docs/guides/add-a-service.md").filter { $0.language == "sh" && wanted.contains($0.name) }
    let outputs = try await Self.run(
      scripts, gateway: "case $1 in serve) echo 'cannot listen'; exit 1;; *) exec '\(GatewayProgram.path)' \"$@\";; esac")
    #expect(outputs["serve"]?.contains("cannot listen") == true, "\(outputs)")
  }

  /// Runs the blocks; returns their outputs by name. `gateway` is a script in place of the program.
  private static func run(_ scripts: [Block], gateway: String? = nil) async throws -> [String: String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let tools = folder.appendingPathComponent("tools"), work = folder.appendingPathComponent("work")
    for one in [tools, work] { try FileManager.default.createDirectory(at: one, withIntermediateDirectories: true) }
    defer { try? FileManager.default.removeItem(at: folder) }
    var program = GatewayProgram.path
    if let gateway {
      program = tools.appendingPathComponent("gateway").path
      try write("#!/bin/sh\n\(gateway)\n", to: program)
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    // `make guides` builds the package of the guide with the package manager.
    if ProcessInfo.processInfo.environment["TRELLIS_GUIDES_BUILD"] == nil {
      try write(swiftRun, to: tools.appendingPathComponent("swift").path)
    }
    // Each block's output goes to a file of its own; whatever happens, what was started is stopped.
    let steps = scripts.map { "{\n\($0.text)\n} > '\(folder.path)/\($0.name).out' 2>&1\n" }
    let stop = "trap 'kill -9 $(cat gateway.pid shop.pid api.pid 2>/dev/null) 2>/dev/null' EXIT\n"
    let script = "cd '\(work.path)'\n" + stop + steps.joined()
    let environment = [
      "GATEWAY": program, "SHOP_PORT": String(try FreePort.find()), "API_PORT": String(try FreePort.find()),
      "GATEWAY_PORT": String(try FreePort.find()), "TRELLIS": root.path,
      "BUILT": URL(filePath: GatewayProgram.path).deletingLastPathComponent().path,
      "PATH": "\(tools.path):\(path)", "LOG_LEVEL": "warning",
    ]
    let limit = ProcessInfo.processInfo.environment["TRELLIS_GUIDES_BUILD"] == nil ? "120" : "1800"
    _ = try await Command.run("/usr/bin/timeout", [limit, "/bin/sh", "-c", script], environment: environment)
    var outputs: [String: String] = [:]
    for block in scripts {
      outputs[block.name] = try? String(contentsOf: folder.appendingPathComponent("\(block.name).out"), encoding: .utf8)
    }
    return outputs
  }

  /// In place of `swift`: `swift run` compiles the package's sources with the modules that this build has made, which takes a second.
  private static let swiftRun = #"""
    #!/bin/sh
    PATH=${PATH#*:}
    [ "$1" = run ] || exec swift "$@"
    swift package dump-package >/dev/null || exit 1
    for module in GraphQL GraphQLValidation GraphQLExecution GraphQLSchema GraphQLLanguage HTTPCore JSON DataLoading Concurrency \
      DequeModule InternalCollectionsUtilities ContainersPreview BasicContainers; do
      find "$BUILT/$module.build" -name '*.swift.o' -printf '"%p"\n'
    done >objects
    swiftc -swift-version 6 -parse-as-library -module-name Books -I "$BUILT/Modules" -I "$TRELLIS/Sources/CVector" Sources/Books/*.swift @objects -o books && exec ./books
    """#

  private static func write(_ text: String, to path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  private static func blocks(of page: String) throws -> [Block] {
    let text = try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
    var blocks: [Block] = []
    var open: (info: [String], lines: [String])?
    for line in text.components(separatedBy: "\n") {
      if let block = open {
        if line == "```" {
          let (language, name) = (block.info.first ?? "", block.info.count > 1 ? block.info[1] : "")
          blocks.append(Block(language: language, name: name, text: block.lines.joined(separator: "\n")))
          open = nil
        } else {
          open?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        open = (line.dropFirst(3).split(separator: " ").map(String.init), [])
      }
    }
    return blocks
  }
}
