import Foundation
import Testing

/// Compares output with the files in Golden. `TRELLIS_GOLDEN=write` writes the files again.
enum Golden {
  static func expect(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden").appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["TRELLIS_GOLDEN"] == "write" {
      try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text + "\n" == expected, sourceLocation: sourceLocation)
  }
}
