#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `graphql-conformance batch`: JSON lines in, JSON lines out, so that any oracle can be held against the engine.
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
      // Nothing is kept back from an oracle that waits for the answer before it asks again.
      if !lines.hasBufferedLine {
        guard StandardStreams.write(output) else { exit(74) }
        output.removeAll(keepingCapacity: true)
      }
    }
    guard StandardStreams.write(output) else { exit(74) }
  }
}
