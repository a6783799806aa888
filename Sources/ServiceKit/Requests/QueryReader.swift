import HTTPCore
import SharedKernel

/// Reads the parameters of a query strictly, and collects every error instead of stopping at the first.
///
///     var query = QueryReader(context)
///     let status = query.choice("status", of: OrderStatus.self)
///     let page = query.page()
///     try query.finish()         // throws all errors at once
///
/// Until `finish` has returned, the values read may be placeholders. Unknown parameters are ignored.
public struct QueryReader {
  /// The maximum number of identifiers in a bulk look-up.
  public static let maximumIDs = 100

  private let query: QueryParameters
  private var errors: [FieldError] = []

  public init(_ context: RequestContext) { query = context.query }

  /// Throws all errors found: 400.
  public func finish() throws(ServiceError) {
    if !errors.isEmpty { throw .invalidInput(errors) }
  }

  /// `?limit=` (1–100, 20 when absent) and `?offset=` (0 or more, 0 when absent).
  public mutating func page() -> Page {
    Page(limit: integer("limit", in: 1...100) ?? 20, offset: integer("offset", in: 0...1_000_000_000) ?? 0)
  }

  /// A whole number within `range`; nil when absent.
  public mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    parsed(name, rule: "must be a whole number between \(range.lowerBound) and \(range.upperBound)") { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// One of an enumeration's raw values; nil when absent.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of type: Choice.Type = Choice.self) -> Choice?
  where Choice.RawValue == String {
    parsed(name, rule: "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))") { Choice(rawValue: $0) }
  }

  public mutating func identifier(_ name: String) -> EntityID? { parsed(name, rule: "must be an identifier") { EntityID($0) } }

  /// The identifiers of a bulk look-up, `?ids=a,b&ids=c`: each once, in the order of the request, at most 100; nil when absent.
  public mutating func bulkIDs(_ name: String) -> [EntityID]? {
    let values = query.all(name)
    guard !values.isEmpty else { return nil }
    var seen: Set<EntityID> = []
    var ids: [EntityID] = []
    for text in values.flatMap({ $0.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) }) {
      guard let id = EntityID(String(Substring(text))) else {
        errors.append(FieldError(field: name, message: "'\(String(Substring(text).prefix(64)))' is not an identifier"))
        return nil
      }
      if !seen.insert(id).inserted { continue }
      ids.append(id)
      guard ids.count <= Self.maximumIDs else {
        errors.append(FieldError(field: name, message: "at most \(Self.maximumIDs) identifiers"))
        return nil
      }
    }
    return ids
  }

  /// A parameter that `parse` accepts; nil when absent. A repeated parameter is an error, because it is ambiguous.
  /// The rule's text is made for an error only.
  public mutating func parsed<Value>(_ name: String, rule: @autoclosure () -> String, _ parse: (String) -> Value?) -> Value? {
    let values = query.all(name)
    guard let text = values.first else { return nil }
    if values.count == 1, let value = parse(text) { return value }
    errors.append(FieldError(field: name, message: values.count > 1 ? "must be given once" : rule()))
    return nil
  }
}
