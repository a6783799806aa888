import Subprocess

/// A finished program.
public struct Command: Sendable {
  /// The maximum output that is kept, in bytes.
  private static let outputLimit = 4 << 20

  /// The exit code; 128 plus the signal's number if a signal ended the program.
  public let status: Int32
  /// The standard output and standard error.
  public let output: String

  /// Runs a program found in PATH, without input.
  public static func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) async throws -> Command {
    let result = try await Subprocess.run(
      .name("env"), arguments: Arguments([program] + arguments), environment: changed(by: environment), output: .string(limit: outputLimit),
      error: .combinedWithOutput)
    return Command(status: result.terminationStatus.shellCode, output: result.standardOutput)
  }

  /// The output of a program that must succeed, without its last line breaks.
  public static func output(_ program: String, _ arguments: [String], environment: [String: String] = [:]) async throws -> String {
    let command = try await run(program, arguments, environment: environment)
    guard command.status == 0 else { throw UnexpectedAnswer(description: "\(program) ended with \(command.status): \(command.output)") }
    return String(command.output.reversed().drop { $0.isNewline }.reversed())
  }

  /// Runs a server while the body runs, then sends SIGTERM and waits for its end.
  public static func whileRunning(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], _ body: () async throws -> Void
  ) async throws {
    _ = try await Subprocess.run(
      .name("env"), arguments: Arguments([program] + arguments), environment: changed(by: environment), input: .none, output: .discarded,
      error: .discarded
    ) { execution in
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
      try execution.send(signal: .terminate)
      try outcome.get()
    }
  }

  private static func changed(by changes: [String: String]) -> Environment {
    .inherit.updating(Dictionary(uniqueKeysWithValues: changes.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }))
  }
}

extension TerminationStatus {
  fileprivate var shellCode: Int32 {
    switch self {
    case .exited(let code): code
    case .signaled(let signal): 128 + signal
    }
  }
}
