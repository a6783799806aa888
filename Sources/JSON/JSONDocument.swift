/// A JSON text, checked and indexed by one pass over its bytes. Cheap to copy.
///
/// Strict RFC 8259: valid UTF-8 without byte order mark, no control characters in strings, no leading zeros. An unpaired surrogate
/// escape (`"\uD800"`) is refused, as I-JSON asks (RFC 7493 §2.1): it is no Unicode text, and the next parser might choke on it.
/// Of duplicate member names the last one wins. Texts up to 256 MiB.
public struct JSONDocument: Sendable {
  @usableFromInline let tape: JSONTape

  /// Parses a text. Containers nest at most `maximumDepth` deep.
  public init(parsing bytes: [UInt8], maximumDepth: Int = 512) throws(JSONError) {
    tape = JSONTape(bytes: bytes, nodes: try JSONParser.parse(bytes, maximumDepth: maximumDepth))
  }

  /// Parses a text given as a string.
  public init(parsing text: String, maximumDepth: Int = 512) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
  }

  /// The text as it was given.
  public var bytes: [UInt8] { tape.bytes }

  /// The outermost value.
  @inlinable public var root: JSONView { JSONView(tape: tape, index: 0) }
}
