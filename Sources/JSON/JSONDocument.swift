/// A JSON text, validated and indexed in one pass. Cheap to copy.
///
/// Strict RFC 8259: valid UTF-8 without a byte order mark, no control characters in strings, no leading zeros. An unpaired surrogate
/// escape (`"\uD800"`) is an error, as in I-JSON (RFC 7493 §2.1): it is not valid Unicode, and other parsers could fail on it.
/// Of members with the same name, the last one counts. The maximum size is 256 MiB.
public struct JSONDocument: Sendable {
  @usableFromInline let tape: JSONTape

  /// Parses a text whose containers nest at most `maximumDepth` deep.
  public init(parsing bytes: [UInt8], maximumDepth: Int = 512) throws(JSONError) {
    tape = JSONTape(bytes: bytes, nodes: try JSONParser.parse(bytes, maximumDepth: maximumDepth).nodes)
  }

  /// Parses a text of another program, with two faults that are common and do no harm.
  ///
  /// A byte order mark at the start is skipped, which RFC 8259 §8.1 allows. An unpaired surrogate escape becomes U+FFFD, so that the rest of
  /// the text can be read, and so that all texts of the document are valid Unicode. `bytes` has the replacement.
  public init(repairing bytes: [UInt8], maximumDepth: Int = 512) throws(JSONError) {
    let (nodes, unpaired) = try JSONParser.parse(bytes, maximumDepth: maximumDepth, isRepairing: true)
    var bytes = bytes
    // The escape has the same length, so the ranges of the nodes are still right.
    for position in unpaired { bytes.replaceSubrange(position..<position + 6, with: Array(#"\uFFFD"#.utf8)) }
    tape = JSONTape(bytes: bytes, nodes: nodes)
  }

  public init(parsing text: String, maximumDepth: Int = 512) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
  }

  public var bytes: [UInt8] { tape.bytes }

  @inlinable public var root: JSONView { JSONView(tape: tape, index: 0) }
}
