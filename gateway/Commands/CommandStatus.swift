import ArgumentParser

/// The exit codes of all commands, for CI.
enum CommandStatus {
  /// What was asked for is wrong: the schema files, an operation, a setting.
  static let failure = ExitCode(1)
  /// The command line itself is wrong.
  static let usage = ExitCode(2)
}

/// Runs a part of a command; its error is told to the operator, and the process ends with status 1.
func orExit<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch {
    StandardStream.error.line("\(error)")
    throw CommandStatus.failure
  }
}

extension AsyncParsableCommand {
  /// Parses and runs as `main()` does, but for status 2 where the command line is wrong.
  static func start(_ arguments: [String]? = nil) async {
    do {
      var command = try parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      StandardStream.error.line(fullMessage(for: error))
      exit(withError: CommandStatus.usage)
    }
  }
}
