import Foundation
import Testing

/// A scenario of a file in Specs, with its repetitions expanded.
struct Scenario: CustomTestStringConvertible {
  struct ExpectedCall {
    let method: String
    let target: String
    let headers: [(name: String, value: String)]
    let body: String
    let times: Int
    let answer: Answer
  }
  struct Answer {
    /// 0 for a response that is never sent.
    let status: Int
    /// How many calls must have arrived before it is sent.
    var calls = 0
    let headers: [(name: String, value: String)]
    let body: String
  }
  /// A run of `gateway check` and its output.
  struct Check {
    let arguments: [String]
    let output: String
  }
  struct Exchange {
    let method: String
    let target: String
    let headers: [(name: String, value: String)]
    let body: String
    /// Whether it is sent at the same time as the previous one.
    let isTogether: Bool
    var response: Answer
  }

  var name: String
  var schema: [(name: String, text: String)] = []
  var down: Set<String> = []
  var settings: [String: String] = [:]
  var calls: [ExpectedCall] = []
  var exchanges: [Exchange] = []
  /// Files with operations, for the checks.
  var operations: [(name: String, text: String)] = []
  var checks: [Check] = []

  var testDescription: String { name }
}

/// Reads the scenario files.
enum SpecFile {
  struct Malformed: Error, CustomStringConvertible { let description: String }

  private static var tests: URL {
    URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
  }
  static var folder: URL { tests.appendingPathComponent("Specs") }
  static var projectSchema: URL { tests.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("schema") }

  static func all() throws -> [Scenario] {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "md" && $0.lastPathComponent != "README.md" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    return try files.flatMap {
      try scenarios(in: String(contentsOf: $0, encoding: .utf8), file: $0.deletingPathExtension().lastPathComponent)
    }
  }

  static func scenarios(in text: String, file: String) throws -> [Scenario] {
    var sections: [(title: String, lines: [String])] = [("", [])]
    var isFenced = false
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("```") { isFenced.toggle() }
      if !isFenced, line.hasPrefix("## ") {
        sections.append((String(line.dropFirst(3)), []))
      } else {
        sections[sections.count - 1].lines.append(line)
      }
    }
    // The text before the first scenario is a part of all scenarios.
    let shared = sections.removeFirst().lines
    return try sections.flatMap { section -> [Scenario] in
      let lines = shared + section.lines
      let values = lines.compactMap { numbers(after: "With N = ", in: $0) }.first
      return try (values ?? [nil]).map { value in
        let suffix = value.map { ", N = \($0)" } ?? ""
        return try scenario(
          lines.map { expand($0, count: value ?? 1) }, name: "\(file): \(section.title)\(suffix)", count: value ?? 1)
      }
    }
  }

  private static func numbers(after prefix: String, in line: String) -> [Int?]? {
    guard line.hasPrefix(prefix) else { return nil }
    return line.dropFirst(prefix.count).split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
  }

  private static func scenario(_ lines: [String], name: String, count: Int) throws -> Scenario {
    var scenario = Scenario(name: name)
    var block: (info: [String], lines: [String])?
    for line in lines {
      if line.hasPrefix("```") {
        if let open = block {
          for lines in chunks(of: open, count: count) { try add(open.info, lines, to: &scenario) }
          block = nil
        } else {
          block = (line.dropFirst(3).split(separator: " ").map(String.init), [])
        }
      } else if block != nil {
        block?.lines.append(line)
      } else if line.hasPrefix("Down: ") {
        scenario.down = Set(line.dropFirst(6).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
      } else if line.hasPrefix("Set: ") {
        for setting in line.dropFirst(5).split(separator: ",") {
          let parts = setting.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
          if parts.count == 2 { scenario.settings[parts[0]] = parts[1] }
        }
      }
    }
    guard block == nil, !scenario.exchanges.isEmpty || !scenario.checks.isEmpty else {
      throw Malformed(description: "\(name): an open block, or no request")
    }
    return scenario
  }

  /// Repeats a block with `chunks=50` for each chunk of 1 to N, and `[[C|…|…]]` in it for the numbers of the chunk.
  private static func chunks(of block: (info: [String], lines: [String]), count: Int) -> [[String]] {
    guard let size = block.info.lazy.compactMap({ $0.hasPrefix("chunks=") ? Int($0.dropFirst(7)) : nil }).first, size > 0 else {
      return [block.lines]
    }
    return stride(from: 1, through: count, by: size).map { first in
      let numbers = first...min(first + size - 1, count)
      return block.lines.map { repeated($0, mark: "[[C|", numbers: numbers, digits: digits(count)) }
    }
  }

  private static func add(_ info: [String], _ lines: [String], to scenario: inout Scenario) throws {
    switch info.dropFirst().first {
    case "schema":
      scenario.schema.append((info.count > 2 ? info[2] : "schema", lines.joined(separator: "\n")))
    case "operations": scenario.operations.append((info.count > 2 ? info[2] : "operations.graphql", lines.joined(separator: "\n")))
    case "check": scenario.checks.append(.init(arguments: Array(info.dropFirst(2)), output: lines.joined(separator: "\n")))
    case "upstream":
      guard let bar = lines.firstIndex(of: "---") else { throw Malformed(description: "\(scenario.name): a call without an answer") }
      let call = try message(Array(lines[..<bar]), scenario.name)
      let times = info.count > 2 && info[2].hasPrefix("x") ? Int(info[2].dropFirst()) ?? 1 : 1
      let answer = try self.answer(Array(lines[(bar + 1)...]), scenario.name)
      let words = call.start.split(separator: " ")
      guard words.count == 2 else { throw Malformed(description: "\(scenario.name): \(call.start)") }
      scenario.calls.append(
        .init(method: String(words[0]), target: String(words[1]), headers: call.headers, body: call.body, times: times, answer: answer))
    case "request":
      let sent = try message(lines, scenario.name)
      let words = sent.start.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { throw Malformed(description: "\(scenario.name): \(sent.start)") }
      scenario.exchanges.append(
        .init(
          method: String(words[0]), target: String(words[1]), headers: sent.headers, body: sent.body, isTogether: info.last == "together",
          response: .init(status: 0, headers: [], body: "")))
    case "response":
      guard !scenario.exchanges.isEmpty else { throw Malformed(description: "\(scenario.name): a response without a request") }
      scenario.exchanges[scenario.exchanges.count - 1].response = try answer(lines, scenario.name)
    default:
      break
    }
  }

  private static func answer(_ lines: [String], _ name: String) throws -> Scenario.Answer {
    let parsed = try message(lines, name)
    if parsed.start == "never" { return .init(status: 0, headers: [], body: "") }
    // `200` or `200 after 2 calls`
    let words = parsed.start.split(separator: " ")
    guard let status = words.first.flatMap({ Int($0) }), words.count == 1 || words.count == 4 else {
      throw Malformed(description: "\(name): no status in \(parsed.start)")
    }
    let calls = words.count == 4 ? Int(words[2]) ?? 0 : 0
    return .init(status: status, calls: calls, headers: parsed.headers, body: parsed.body)
  }

  private static func message(
    _ lines: [String], _ name: String
  ) throws -> (start: String, headers: [(name: String, value: String)], body: String) {
    guard let start = lines.first else { throw Malformed(description: "\(name): an empty block") }
    let end = lines.firstIndex(of: "") ?? lines.endIndex
    let headers = try lines[1..<end].map { line -> (name: String, value: String) in
      guard let colon = line.firstIndex(of: ":") else { throw Malformed(description: "\(name): not a header: \(line)") }
      return (String(line[..<colon]).lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
    return (start, headers, end < lines.endIndex ? lines[(end + 1)...].joined(separator: "\n") : "")
  }

  /// Expands `[[N| text {{i}} |separator]]`, `{{N}}` and `[[bytes 1000]]`.
  static func expand(_ line: String, count: Int) -> String {
    var line = line.replacingOccurrences(of: "{{N}}", with: String(count))
    if let start = line.range(of: "[[bytes "), let end = line.range(of: "]]", range: start.upperBound..<line.endIndex) {
      let size = Int(line[start.upperBound..<end.lowerBound]) ?? 0
      line.replaceSubrange(start.lowerBound..<end.upperBound, with: String(repeating: "a", count: size))
    }
    return repeated(line, mark: "[[N|", numbers: 1...max(1, count), digits: digits(count))
  }

  private static func digits(_ count: Int) -> Int { max(3, String(count).count) }

  private static func repeated(_ line: String, mark: String, numbers: ClosedRange<Int>, digits: Int) -> String {
    var line = line
    while let start = line.range(of: mark), let end = line.range(of: "]]", range: start.upperBound..<line.endIndex) {
      let inner = line[start.upperBound..<end.lowerBound]
      guard let bar = inner.lastIndex(of: "|") else { break }
      let separator = String(inner[inner.index(after: bar)...])
      let pieces = numbers.map { index in
        inner[..<bar].trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "{{i}}", with: String(format: "%0\(digits)d", index))
      }
      line.replaceSubrange(start.lowerBound..<end.upperBound, with: pieces.joined(separator: separator))
    }
    return line
  }
}
