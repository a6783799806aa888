import HTTPCore
import SharedKernel

extension RequestContext {
  /// `?limit=` (1–100, 20 when absent) and `?offset=` (0 or more, 0 when absent); 400 for anything else.
  public func page() throws(ServiceError) -> Page {
    Page(
      limit: try integer("limit", in: 1...100) ?? 20,
      offset: try integer("offset", in: 0...1_000_000_000) ?? 0)
  }

  /// A whole number of the query; nil when absent, 400 when it is none or out of range.
  public func integer(_ name: String, in range: ClosedRange<Int>) throws(ServiceError) -> Int? {
    guard let text = query.first(name) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw .invalidInput(name, "must be a whole number between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  /// One of an enumeration's names; nil when absent, 400 with the names when it is none of them.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) throws(ServiceError) -> Choice? where Choice.RawValue == String {
    guard let text = query.first(name) else { return nil }
    guard let value = Choice(rawValue: text) else {
      throw .invalidInput(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }
}
