/// What a loader does, for query plans and reports.
public enum LoaderDescription: Sendable, Hashable, CustomStringConvertible {
  /// Calls an upstream service. The template contains neither the host nor values: `/users?ids={$keys.id}`.
  case upstream(service: String, method: String, template: String)
  /// Computes values in this process.
  case local(String)

  /// The service that is called; nil for a local loader.
  public var service: String? {
    if case .upstream(let service, _, _) = self { service } else { nil }
  }

  /// `users: GET /users?ids={$keys.id}`, or the local loader's name.
  public var description: String {
    switch self {
    case .upstream(let service, let method, let template): "\(service): \(method) \(template)"
    case .local(let name): name
    }
  }
}
