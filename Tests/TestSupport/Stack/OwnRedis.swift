import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A Redis of one test, with an append-only file, that the test may kill.
public struct OwnRedis: Sendable {
  public let port: Int
  private let directory: URL

  /// `redis://host:port/0`
  public var url: String { "redis://127.0.0.1:\(port)/0" }

  /// Runs the body while the server runs, and removes the server with its data afterwards.
  public static func with<Result: Sendable>(_ body: @Sendable (OwnRedis) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "redis-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let redis = OwnRedis(port: try FreePort.find(), directory: directory)
    try await redis.start()
    defer { try? redis.kill() }
    return try await body(redis)
  }

  /// Starts the server with the data that it has on disk, and waits until it answers.
  public func start() async throws {
    _ = try await Command.output(
      "redis-server",
      [
        "--bind", "127.0.0.1", "--port", "\(port)", "--daemonize", "yes", "--dir", directory.path, "--appendonly", "yes", "--save", "",
        "--pidfile", file("redis.pid").path, "--logfile", file("redis.log").path,
      ])
    try await eventually("the test's Redis answers") { try await command("PING") == "PONG" }
  }

  /// Kills the server (SIGKILL). What it has written to its file remains.
  public func kill() throws {
    let text = try String(contentsOf: file("redis.pid"), encoding: .utf8)
    guard let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1 else { return }
    #if canImport(Glibc)
    _ = Glibc.kill(pid, SIGKILL)
    #else
    _ = Darwin.kill(pid, SIGKILL)
    #endif
  }

  /// The answer of redis-cli to one command.
  @discardableResult
  public func command(_ words: String...) async throws -> String {
    try await Command.output("redis-cli", ["-h", "127.0.0.1", "-p", "\(port)"] + words)
  }

  private func file(_ name: String) -> URL { directory.appending(path: name) }
}
