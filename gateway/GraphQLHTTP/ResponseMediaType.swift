/// The media types of a GraphQL answer, and the choice between them.
///
/// Source: GraphQL over HTTP, "Body"; RFC 9110 §12.5.1.
struct ResponseMediaType: Sendable, Equatable {
  /// A supported media type.
  enum Name: String, Sendable, CaseIterable {
    case graphQLResponse = "application/graphql-response+json"
    case json = "application/json"
  }

  /// The chosen type.
  let name: Name

  /// Whether the client named `application/json` itself. Such a legacy client trusts a body only with status 200, so that even a
  /// request that cannot be understood is answered with it. Whoever says nothing, or `*/*`, gets the true status.
  let isLegacy: Bool

  /// The header's value.
  var contentType: String { "\(name.rawValue); charset=utf-8" }

  /// What a client without an `Accept` header, or one that accepts anything, gets.
  static let preset = ResponseMediaType(name: .json, isLegacy: false)

  /// The best supported type for an `Accept` header; of equals the one listed first. Nil when none of ours is accepted.
  static func negotiate(accept: String?) -> ResponseMediaType? {
    guard let accept, accept.contains(where: { $0 != " " && $0 != "\t" }) else { return preset }
    let ranges = accept.split(separator: ",").compactMap { MediaRange($0) }
    var best: (quality: Int, position: Int, type: ResponseMediaType)?
    for name in [Name.json, .graphQLResponse] {
      guard let match = mostSpecific(of: ranges, for: name), match.range.quality > 0 else { continue }
      let better = best.map { (match.range.quality, -match.position) > ($0.quality, -$0.position) } ?? true
      guard better else { continue }
      let isNamed = match.range.specificity == 2
      best = (match.range.quality, match.position, ResponseMediaType(name: name, isLegacy: name == .json && isNamed))
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
