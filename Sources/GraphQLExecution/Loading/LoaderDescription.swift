/// What a loader requests, for query plans and reports. It contains a template, without host and values.
public struct LoaderDescription: Sendable, Hashable, CustomStringConvertible {
  /// The upstream service.
  public let service: String
  /// How it is asked, for example `GET`.
  public let method: String
  /// What it is asked for, for example `/users?ids={$keys.id}`.
  public let template: String

  /// A description of these parts.
  public init(service: String, method: String, template: String) {
    self.service = service
    self.method = method
    self.template = template
  }

  /// `users: GET /users?ids={$keys.id}`
  public var description: String { "\(service): \(method) \(template)" }
}
