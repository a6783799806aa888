import Foundation
import TestSupport

/// The `gateway` program in the folder of the tests.
enum GatewayProgram {
  static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("gateway").path

  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// Runs it with a folder of schema files.
  static func run(_ arguments: [String], files: [String: String] = [:]) async throws -> Command {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8) }
    return try await Command.run(
      path, arguments.map { $0.replacing("FOLDER", with: folder.path) }, environment: ["UPSTREAM": "http://127.0.0.1:1"])
  }
}
