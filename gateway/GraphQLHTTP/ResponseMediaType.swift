/// The media type of a GraphQL response. Source: GraphQL over HTTP, "Body"; RFC 9110 §12.5.1.
struct ResponseMediaType: Sendable, Equatable {
  enum Name: String, Sendable, CaseIterable {
    case graphQLResponse = "application/graphql-response+json"
    case json = "application/json"
  }

  let name: Name

  /// The value of Content-Type.
  var contentType: String {
    switch name {
    case .graphQLResponse: "application/graphql-response+json; charset=utf-8"
    case .json: "application/json; charset=utf-8"
    }
  }

  /// The type for a client without an Accept header, or one that accepts any type.
  static let preset = ResponseMediaType(name: .json)

  /// The supported type that the Accept header prefers, of equals the first in the header. Nil if it accepts none.
  static func negotiate(accept: String?) -> ResponseMediaType? {
    guard let accept, accept != "*/*", accept.contains(where: { $0 != " " && $0 != "\t" }) else { return preset }
    let ranges = accept.split(separator: ",").compactMap { MediaRange($0) }
    var best: (quality: Int, position: Int, type: ResponseMediaType)?
    for name in [Name.json, .graphQLResponse] {
      guard let match = mostSpecific(of: ranges, for: name), match.range.quality > 0 else { continue }
      let better = best.map { (match.range.quality, -match.position) > ($0.quality, -$0.position) } ?? true
      guard better else { continue }
      best = (match.range.quality, match.position, ResponseMediaType(name: name))
    }
    return best?.type
  }

  private static func mostSpecific(of ranges: [MediaRange], for name: Name) -> (range: MediaRange, position: Int)? {
    var found: (range: MediaRange, position: Int)?
    for (position, range) in ranges.enumerated() where range.matches(name.rawValue) {
      if range.specificity > (found?.range.specificity ?? -1) { found = (range, position) }
    }
    return found
  }
}
