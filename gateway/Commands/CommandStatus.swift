import ArgumentParser
import GraphQLLanguage
import GraphTools

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

/// The same for a command that may have been asked for JSON: then the error is a report on standard output.
func orExit<Result>(asJSON: Bool, _ body: () throws -> Result) throws -> Result {
  guard asJSON else { return try orExit(body) }
  do {
    return try body()
  } catch {
    let diagnostics = (error as? CompositionFailure)?.diagnostics ?? [Diagnostic(.error, rule: "input", "\(error)", at: [])]
    StandardStream.output.line(CheckReport(refused: diagnostics).json)
    throw CommandStatus.failure
  }
}

extension AsyncParsableCommand {
  /// Parses and runs as `main()` does, but for status 2 where the command line is wrong.
  static func start(_ arguments: [String]? = nil) async {
    do {
      try refuseUnknownCommand(arguments ?? Array(CommandLine.arguments.dropFirst()))
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

  /// With a default command, a misspelt one would be taken for an argument of that.
  private static func refuseUnknownCommand(_ arguments: [String]) throws {
    let names = configuration.subcommands.map { $0.configuration.commandName ?? "" } + ["help"]
    guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return }
    let nearest = Suggestion.list(for: word, among: names).prefix(1)
    throw ValidationError("There is no command \"\(word)\".\(Suggestion.question(Array(nearest)))")
  }
}
