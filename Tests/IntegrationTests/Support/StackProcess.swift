import Foundation
import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A process of the stack, by its name.
struct StackProcess: Sendable {
  let name: String

  /// What the chain consists of, without its servers.
  static let programs = ["gateway", "user-service", "order-service", "payment-service", "nginx"].map { StackProcess(name: $0) }

  /// The pid of its pid file; nil when the file or the process is gone.
  var pid: pid_t? {
    guard let text = try? String(contentsOfFile: "\(TestStack.directory ?? "")/run/\(name).pid", encoding: .utf8),
      let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1, kill(pid, 0) == 0
    else { return nil }
    return pid
  }

  /// The pids of all programs, for comparing before and after.
  static var pids: [String: pid_t?] { Dictionary(uniqueKeysWithValues: programs.map { ($0.name, $0.pid) }) }

  /// Kills the process (SIGKILL).
  func kill9() throws {
    guard let pid, kill(pid, SIGKILL) == 0 else { throw UnexpectedAnswer(description: "\(name) does not run") }
  }

  /// Starts the process again and waits until it is ready.
  func up() async throws {
    _ = try await Command.output(
      Repository.url("deploy/local/stack").path, ["--dir", TestStack.directory ?? "", "up", name])
  }
}
