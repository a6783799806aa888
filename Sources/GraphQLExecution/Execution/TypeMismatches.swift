/// The values of upstreams that did not match the schema in one execution, for logs and metrics. It contains no values.
public struct TypeMismatches: Sendable {
  public struct Entry: Sendable, Equatable {
    /// The service that sent the values; nil when none is known.
    public let service: String?
    /// The coordinate `Type.field` of the first one.
    public let coordinate: String
    public fileprivate(set) var count: Int
  }

  /// One entry per service.
  public private(set) var entries: [Entry] = []

  public init() {}

  mutating func add(service: String?, coordinate: String) {
    if let index = entries.firstIndex(where: { $0.service == service }) {
      entries[index].count += 1
    } else {
      entries.append(Entry(service: service, coordinate: coordinate, count: 1))
    }
  }
}
