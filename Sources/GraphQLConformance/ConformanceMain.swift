#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `graphql-conformance batch` reads cases as JSON lines and writes the engine's answers as JSON lines, to compare it with other
/// implementations.
@main enum ConformanceMain {
  static func main() async {
    guard CommandLine.arguments.dropFirst().elementsEqual(["batch"]) else {
      StandardStreams.writeError("usage: graphql-conformance batch < cases.jsonl > answers.jsonl\n")
      exit(64)
    }
    var lines = LineReader()
    var runner = ConformanceRunner()
    var output: [UInt8] = []
    while let line = lines.next() {
      output += await runner.answer(line)
      output.append(UInt8(ascii: "\n"))
      // Flush before waiting for input: the caller may wait for the answer before it sends the next case.
      if !lines.hasBufferedLine {
        guard StandardStreams.write(output) else { exit(74) }
        output.removeAll(keepingCapacity: true)
      }
    }
    guard StandardStreams.write(output) else { exit(74) }
  }
}
