import GraphQLExecution
import JSON

/// The claims of the caller that the calls of a loader send. Without one of them no call is made.
struct RequiredClaims: Sendable {
  private struct Claim: Sendable {
    let path: JSONPath
    /// Whether the value becomes text in a URL or a header. In a body it can be any JSON.
    let isText: Bool
  }

  private let claims: [Claim]
  private let service: String

  init(url: URLTemplate, body: BodyTemplate?, service: RESTService) {
    self.service = service.name
    let texts = url.variables + service.set.flatMap { $0.value.compactMap(\.variable) }
    claims = Self.claims(texts, isText: true) + Self.claims(body?.parts.compactMap(\.variable) ?? [], isText: false)
  }

  private static func claims(_ variables: [TemplateVariable], isText: Bool) -> [Claim] {
    variables.compactMap { if case .claim(let path) = $0 { Claim(path: path, isText: isText) } else { nil } }
  }

  /// Why no call can be made for the caller; nil when there is a value for each claim.
  func failure(for caller: CallerClaims?) -> LoadFailure? {
    guard let missing = claims.first(where: { !Self.isUsable(caller?.value(at: $0.path), $0) }) else { return nil }
    let message =
      caller == nil
      ? "This needs a caller who is signed in." : "The claim \"\(missing.path)\" of the caller's token is missing or cannot be sent."
    return LoadFailure(message, code: "UNAUTHENTICATED", extensions: ["service": service])
  }

  /// An empty text may mean all objects to a service, and a comma in an element of a list starts another element.
  private static func isUsable(_ view: JSONView?, _ claim: Claim) -> Bool {
    guard let view else { return false }
    guard claim.isText else { return true }
    let value = JSONValue(view)
    guard case .array(let elements) = value else { return URLText.scalarText(value)?.isEmpty == false }
    return !elements.isEmpty
      && elements.allSatisfy { URLText.scalarText($0).map { !$0.isEmpty && !$0.contains(",") } ?? false }
  }
}
