import GraphQLExecution
import HTTPCore
import JSON
import Upstreams

/// An upstream service as its `@service` describes it.
public struct RESTService: Sendable {
  /// Its name and the limits for calls to it.
  public let upstream: Upstream
  /// The prefix of every URL. Its target has no slash at its end, except for `/` alone.
  public let url: HTTPURL
  /// The client headers that are passed on, in lower case. Their values are the identity under which calls may be shared.
  public let forward: [String]
  let set: [SetHeader]
  let errors: ErrorMapping

  /// The name, which errors show as `extensions.service`.
  public var name: String { upstream.name }

  /// The path of `url` without a slash at its end.
  var pathPrefix: String { url.target == "/" ? "" : url.target }

  struct SetHeader: Sendable {
    let name: String
    let value: [TemplatePart]
  }
}

/// `errors:` of `@service` or `@rest`: what of a failed response the client may see.
struct ErrorMapping: Sendable {
  enum NotFound: Sendable { case null, error }

  var message: JSONPath?
  var code: JSONPath?
  var perKey: JSONPath?
  var key: JSONPath?
  var notFound = NotFound.null
}
