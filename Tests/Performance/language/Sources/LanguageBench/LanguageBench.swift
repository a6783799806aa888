import Foundation
import GraphQLLanguage
import GraphQLSchema
import GraphQLValidation

/// Prints how many times a second a document is parsed and validated: `LanguageBench SCHEMA QUERY SECONDS [parse]`.
@main
enum LanguageBench {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let seconds = Double(arguments[3]) else { exit(64) }
    let schema = try Schema(source: String(contentsOfFile: arguments[1], encoding: .utf8))
    let query = Array(try Data(contentsOf: URL(fileURLWithPath: arguments[2])))
    let validates = arguments.count < 5

    func run() throws -> Int {
      // The limits for strangers would refuse the long query.
      let document = try Parser.parse(query, limits: .schema)
      return validates ? validate(document, schema).count : 0
    }
    guard try run() == 0 else { exit(65) }
    try measure(seconds / 4, run)
    print(String(format: "%.1f", try measure(seconds, run)))
  }

  /// Runs a body for so long; returns the runs a second.
  @discardableResult
  private static func measure(_ seconds: Double, _ body: () throws -> Int) rethrows -> Double {
    let start = ContinuousClock.now
    var runs = 0
    while true {
      _ = try body()
      runs += 1
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      if elapsed >= seconds { return Double(runs) / elapsed }
    }
  }
}
