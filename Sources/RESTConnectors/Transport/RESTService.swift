import GraphQLExecution
import JSON

/// An upstream service as its `@service` describes it.
public struct RESTService: Sendable {
  /// Its name, which errors show as `extensions.service`.
  public let name: String
  /// What stands before every path: scheme, host, port and prefix, without a slash at its end.
  public let url: String
  /// The client headers that are passed on, in lower case. Their values are the identity under which calls may be shared.
  public let forward: [String]
  /// How long a field may wait for a call: in line, for all attempts, and in the pauses between them.
  public let timeout: Duration
  /// How often a call may be made, and what share of the service's calls may be retries.
  public let retry: RetryPolicy
  /// When the service counts as down.
  public let breaker: BreakerPolicy
  /// How many calls may be under way at once.
  public let maxConcurrency: Int
  /// How large an answer's body may be.
  public let maxResponseBytes: Int
  /// Whether some headers of its answers go to the client.
  public var handsBackHeaders: Bool { handBack != HandBack() }
  let handBack: HandBack
  let set: [SetHeader]
  let errors: ErrorMapping

  struct SetHeader: Sendable {
    let name: String
    let value: [TemplatePart]
  }
}

/// `retry:` of `@service`.
public struct RetryPolicy: Sendable, Equatable {
  /// Calls in all, so 1 is no retry.
  public var attempts = 2
  /// Retries allowed as a share of the service's calls.
  public var budgetPercent = 10
  /// How long one attempt may take, so that a next one may follow within the field's time; nil for all of it.
  public var attemptTimeout: Duration?
}

/// `breaker:` of `@service`.
public struct BreakerPolicy: Sendable, Equatable {
  /// The share of failed calls that opens the breaker.
  public var errorPercent = 50
  /// Below this many calls the share means nothing.
  public var minRequests = 20
  /// How long the breaker stays open.
  public var openMs = 5000
}

/// `errors:` of `@service` or `@rest`: what of a failed answer the client may see.
struct ErrorMapping: Sendable {
  enum NotFound: Sendable { case null, error }

  var message: JSONPath?
  var code: JSONPath?
  var perKey: JSONPath?
  var key: JSONPath?
  var notFound = NotFound.null
}
