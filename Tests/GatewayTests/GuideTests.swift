import Foundation
import JSON
import TestSupport
import Testing

/// Runs the named `sh` blocks of a page in one shell, in order. A `text` or `json` block of the same name is the expected output.
@Suite struct GuideTests {
  private struct Block {
    let language: String
    let name: String
    let text: String
  }

  private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let canRun = ["/usr/bin/python3", "/usr/bin/curl", GatewayProgram.path].allSatisfy(FileManager.default.isExecutableFile)

  @Test(
    .enabled(if: canRun, "needs python3, curl and the gateway program beside the tests"),
    arguments: [("README.md", 2), ("docs/guides/add-a-service.md", 10)])
  func works(page: String, blockCount: Int) async throws {
    let guide = try String(contentsOf: Self.root.appendingPathComponent(page), encoding: .utf8)
    let blocks = Self.blocks(of: guide)
    let scripts = blocks.filter { $0.language == "sh" }
    try #require(scripts.count == blockCount)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Each block's output goes to a file of its own; whatever happens, what was started is stopped.
    let steps = scripts.map { "{\n\($0.text)\n} > '\($0.name).out' 2>&1\n" }
    let stop = "trap 'kill -9 $(cat gateway.pid shop.pid api.pid 2>/dev/null) 2>/dev/null' EXIT\n"
    let script = "cd '\(folder.path)'\n" + stop + steps.joined()
    let environment = [
      "GATEWAY": GatewayProgram.path, "SHOP_PORT": String(try FreePort.find()), "API_PORT": String(try FreePort.find()),
      "GATEWAY_PORT": String(try FreePort.find()),
      "PATH": "/usr/bin:/bin", "LOG_LEVEL": "warning",
    ]
    _ = try await Command.run("/usr/bin/timeout", ["120", "/bin/sh", "-c", script], environment: environment)
    for block in scripts {
      let output =
        (try? String(contentsOf: folder.appendingPathComponent("\(block.name).out"), encoding: .utf8)) ?? "nothing: it was not run"
      guard let expected = blocks.first(where: { $0.name == block.name && $0.language != "sh" }) else { continue }
      if expected.language == "json" {
        #expect(try JSONValue(parsing: output) == JSONValue(parsing: expected.text), "\(block.name): \(output)")
      } else {
        #expect(output == expected.text + "\n", "\(block.name)")
      }
    }
  }

  private static func blocks(of text: String) -> [Block] {
    var blocks: [Block] = []
    var open: (info: [String], lines: [String])?
    for line in text.components(separatedBy: "\n") {
      if let block = open {
        if line == "```" {
          blocks.append(Block(language: block.info[0], name: block.info[1], text: block.lines.joined(separator: "\n")))
          open = nil
        } else {
          open?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        let info = line.dropFirst(3).split(separator: " ").map(String.init)
        if info.count == 2 { open = (info, []) }
      }
    }
    return blocks
  }
}
