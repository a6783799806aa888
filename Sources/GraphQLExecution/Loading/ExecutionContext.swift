import JSON

/// What loaders may know of the request: who asks, and under which identifiers it travels.
public struct ExecutionContext: Sendable {
  /// The client's headers; names in any case, the first of a name counts.
  public let headers: [(name: String, value: String)]
  /// The verified claims of the caller's token; nil without one.
  public let claims: JSONView?
  /// The request's identifier, for logs and upstream calls.
  public let requestID: String
  /// The W3C trace context to pass on; nil to pass none.
  public let traceparent: String?
  /// Where loaders tell what they have done; nil when nobody wants to know.
  public var report: ExecutionReport?
  /// Whether the operation writes. The executor sets it.
  public package(set) var isMutation = false

  /// A request's context.
  public init(
    headers: [(name: String, value: String)] = [], claims: JSONView? = nil, requestID: String = "", traceparent: String? = nil,
    report: ExecutionReport? = nil
  ) {
    self.headers = headers
    self.claims = claims
    self.requestID = requestID
    self.traceparent = traceparent
    self.report = report
  }

  /// The first value of a header, its name in any case.
  public func header(_ name: String) -> String? {
    let wanted = name.utf8
    return headers.first { header in
      header.name.utf8.count == wanted.count && zip(header.name.utf8, wanted).allSatisfy { lowercase($0) == lowercase($1) }
    }?.value
  }

  private func lowercase(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
