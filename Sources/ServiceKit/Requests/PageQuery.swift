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
    guard let text = try single(name) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw .invalidInput(name, "must be a whole number between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  /// One of an enumeration's names; nil when absent, 400 with the names when it is none of them.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) throws(ServiceError) -> Choice? where Choice.RawValue == String {
    guard let text = try single(name) else { return nil }
    guard let value = Choice(rawValue: text) else {
      throw .invalidInput(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }

  /// A parameter of the query that `parse` understands; nil when absent, 400 with the rule when it does not.
  public func parsed<Value>(_ name: String, rule: String, _ parse: (String) -> Value?) throws(ServiceError) -> Value? {
    guard let text = try single(name) else { return nil }
    guard let value = parse(text) else { throw .invalidInput(name, rule) }
    return value
  }

  /// An identifier of the query; nil when absent, 400 when it is none.
  public func identifier(_ name: String) throws(ServiceError) -> EntityID? {
    try parsed(name, rule: "must be an identifier") { EntityID($0) }
  }

  /// A parameter that may be there once; 400 when it is there twice, since nobody can know which one is meant.
  private func single(_ name: String) throws(ServiceError) -> String? {
    let values = query.all(name)
    guard values.count <= 1 else { throw .invalidInput(name, "must be given once") }
    return values.first
  }
}
