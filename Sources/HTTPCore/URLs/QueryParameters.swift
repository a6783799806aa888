/// The decoded parameters of a query, in order. A name may repeat.
public struct QueryParameters: Sendable {
  private var pairs: [(name: String, value: String)] = []

  /// Parses `a=1&b=2` (the WHATWG form encoding: `+` is a space, empty pieces are skipped, no `=` means an empty value).
  /// Throws `HTTPError.malformed` for an invalid escape.
  public init(_ rawQuery: String?) throws(HTTPError) {
    guard let rawQuery, !rawQuery.isEmpty else { return }
    // By bytes: a character can be an ampersand with a combining mark, and finding characters costs much more.
    for piece in rawQuery.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
      let halves = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(Substring(halves[0]), plusIsSpace: true),
        let value = PercentEncoding.decode(halves.count > 1 ? Substring(halves[1]) : "", plusIsSpace: true)
      else { throw HTTPError(.malformed, "the query has an invalid percent-encoding") }
      pairs.append((name, value))
    }
  }

  /// The first value of a parameter; nil when absent.
  public func first(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// All values of a parameter, in order.
  public func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// The names, each once, in the order of first appearance.
  public var names: [String] {
    var seen: Set<String> = []
    return pairs.map(\.name).filter { seen.insert($0).inserted }
  }
}
