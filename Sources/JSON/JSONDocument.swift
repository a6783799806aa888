/// A JSON text, validated and indexed in one pass. Cheap to copy.
///
/// Strict RFC 8259: valid UTF-8 without a byte order mark, no control characters in strings, no leading zeros. An unpaired surrogate
/// escape (`"\uD800"`) is an error, as in I-JSON (RFC 7493 §2.1): it is not valid Unicode, and other parsers could fail on it.
/// Of members with the same name, the last one counts. The maximum size is 256 MiB.
public struct JSONDocument: Sendable {
  @usableFromInline let tape: JSONTape

  /// Parses a text whose containers nest at most `maximumDepth` deep.
  public init(parsing bytes: [UInt8], maximumDepth: Int = 512) throws(JSONError) {
    tape = JSONTape(bytes: bytes, nodes: try JSONParser.parse(bytes, maximumDepth: maximumDepth))
  }

  public init(parsing text: String, maximumDepth: Int = 512) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
  }

  public var bytes: [UInt8] { tape.bytes }

  @inlinable public var root: JSONView { JSONView(tape: tape, index: 0) }
}
