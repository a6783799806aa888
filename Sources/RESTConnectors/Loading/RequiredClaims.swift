import GraphQLExecution
import JSON

/// The claims of the caller that the calls of a loader send. Without one of them no call is made.
struct RequiredClaims: Sendable {
  private struct Claim: Sendable {
    let path: JSONPath
    /// What the value becomes.
    let form: Form
  }

  private enum Form: Sendable {
    /// JSON of any kind, in a body.
    case json
    /// Text in a URL, a header or a form, with this text between the elements of a list; nil if each element is a parameter of its own.
    case text(separator: Character?)
  }

  private let claims: [Claim]
  private let service: String

  init(url: URLTemplate, body: BodyTemplate?, call: RESTCall) {
    service = call.service.name
    let texts = url.segments.flatMap { $0 } + url.parameters.flatMap { $0.value ?? [] } + call.set.flatMap(\.value)
    claims =
      Self.claims(texts) { .text(separator: Self.separator($0.style)) }
      + Self.claims(body?.parts ?? []) { _ in body?.encoding == .json ? .json : .text(separator: ",") }
  }

  private static func claims(_ parts: some Sequence<TemplatePart>, _ form: (TemplatePart) -> Form) -> [Claim] {
    parts.compactMap { part in
      guard case .claim(let path)? = part.variable else { return nil }
      return Claim(path: path, form: form(part))
    }
  }

  private static func separator(_ style: PlaceholderStyle?) -> Character? {
    switch style {
    case .repeat, .brackets: nil
    case .space: " "
    case .pipe: "|"
    default: ","
    }
  }

  /// Why no call can be made for the caller; nil when there is a value for each claim.
  func failure(for caller: CallerClaims?) -> LoadFailure? {
    guard let missing = claims.first(where: { !Self.isUsable(caller?.value(at: $0.path), as: $0.form) }) else { return nil }
    let message =
      caller == nil
      ? "This needs a caller who is signed in." : "The claim \"\(missing.path)\" of the caller's token is missing or cannot be sent."
    return LoadFailure(message, code: "UNAUTHENTICATED", extensions: ["service": service])
  }

  /// An empty text may mean all objects to a service, and a separator in an element of a list starts another element.
  private static func isUsable(_ view: JSONView?, as form: Form) -> Bool {
    guard let view else { return false }
    guard case .text(let separator) = form else { return true }
    let value = JSONValue(view)
    guard case .array(let elements) = value else { return URLText.scalarText(value)?.isEmpty == false }
    return !elements.isEmpty
      && elements.allSatisfy { element in
        guard let text = URLText.scalarText(element), !text.isEmpty else { return false }
        return separator.map { !text.contains($0) } ?? true
      }
  }
}
