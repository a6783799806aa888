import HTTPCore
import SharedKernel

/// Reads the parameters of a query strictly, and collects every fault instead of stopping at the first.
///
///     var query = QueryReader(context)
///     let status = query.choice("status", of: OrderStatus.self)
///     let page = query.page()
///     try query.finish()         // throws all faults at once
///
/// Until `finish` has returned, the values read may be stand-ins. Parameters that nobody asks for are left alone.
public struct QueryReader {
  private let query: QueryParameters
  private var faults: [FieldError] = []

  /// Reads the query of a handler's request.
  public init(_ context: RequestContext) { query = context.query }

  /// Throws all faults found: 400.
  public func finish() throws(ServiceError) {
    if !faults.isEmpty { throw .invalidInput(faults) }
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

  /// One of an enumeration's names; nil when absent.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of type: Choice.Type = Choice.self) -> Choice?
  where Choice.RawValue == String {
    parsed(name, rule: "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))") { Choice(rawValue: $0) }
  }

  /// An identifier; nil when absent.
  public mutating func identifier(_ name: String) -> EntityID? { parsed(name, rule: "must be an identifier") { EntityID($0) } }

  /// The identifiers of a bulk look-up; nil when absent.
  public mutating func bulkIDs(_ name: String = "ids") -> BulkIDs? {
    do throws(ServiceError) {
      return try BulkIDs(name, of: query)
    } catch {
      faults += error.details
      return nil
    }
  }

  /// A parameter that `parse` understands; nil when absent. Twice is a fault, since nobody can know which one is meant.
  public mutating func parsed<Value>(_ name: String, rule: String, _ parse: (String) -> Value?) -> Value? {
    let values = query.all(name)
    guard let text = values.first else { return nil }
    if values.count == 1, let value = parse(text) { return value }
    faults.append(FieldError(field: name, message: values.count > 1 ? "must be given once" : rule))
    return nil
  }
}
