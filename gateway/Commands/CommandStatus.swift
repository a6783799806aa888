import ArgumentParser
import GraphQLLanguage
import GraphTools

/// The exit codes of all commands.
enum CommandStatus {
  /// The schema files, an operation or a setting is invalid.
  static let failure = ExitCode(1)
  /// The command line is invalid.
  static let usage = ExitCode(2)
}

/// Runs a part of a command. Its error is printed, and ends the process with status 1.
func orExit<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch {
    StandardStream.error.line("\(error)")
    throw CommandStatus.failure
  }
}

/// Runs a part of a command that can print JSON. With `asJSON` its error is a report on standard output.
func orExit<Result>(asJSON: Bool, _ body: () throws -> Result) throws -> Result {
  guard asJSON else { return try orExit(body) }
  do {
    return try body()
  } catch {
    let diagnostics = (error as? CompositionFailure)?.diagnostics ?? [Diagnostic(.error, rule: "input", "\(error)", at: [])]
    StandardStream.output.line(CheckReport(failure: diagnostics).json)
    throw CommandStatus.failure
  }
}

extension AsyncParsableCommand {
  /// Parses and runs like `main()`, with exit status 2 for an invalid command line.
  static func start(_ arguments: [String]? = nil) async {
    do {
      try checkCommandName(arguments ?? Array(CommandLine.arguments.dropFirst()))
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

  /// Without this check, a misspelt command would be an argument of the default command.
  private static func checkCommandName(_ arguments: [String]) throws {
    let names = configuration.subcommands.map { $0.configuration.commandName ?? "" } + ["help"]
    guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return }
    let nearest = Suggestion.list(for: word, among: names).prefix(1)
    throw ValidationError("There is no command \"\(word)\".\(Suggestion.question(Array(nearest)))")
  }
}
