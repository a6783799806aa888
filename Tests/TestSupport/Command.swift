import Foundation

/// A program run to its end.
public struct Command: Sendable {
  /// The exit code.
  public let status: Int32
  /// What it wrote to standard output and standard error.
  public let output: String

  /// Runs a program found in PATH, without input. Its output goes through a file, so that a child that lives on holds nothing open.
  public static func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) async throws -> Command {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("trellis-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: file) }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    return Command(status: status, output: String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  /// The output of a program that must succeed, without its last line break.
  public static func output(_ program: String, _ arguments: [String], environment: [String: String] = [:]) async throws -> String {
    let command = try await run(program, arguments, environment: environment)
    guard command.status == 0 else { throw UnexpectedAnswer(description: "\(program) ended with \(command.status): \(command.output)") }
    return command.output.trimmingCharacters(in: .newlines)
  }
}
