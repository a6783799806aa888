import GraphQL
import HTTPClient
import HTTPCore
import JSON
import Logging
import ProcessKit
import RESTConnectors

/// Who decides the policies of `@policy`.
enum PolicySource: Sendable, Equatable {
  /// An HTTP endpoint, with the time that it has for a response.
  case endpoint(HTTPURL, timeout: Duration)
  /// A claim of the caller's token, which lists the granted policies.
  case claim(JSONPath)

  func decider(client: HTTPClient, calls: RequestMetrics, logger: Logger) -> any AccessPolicies {
    switch self {
    case .endpoint(let url, let timeout): PolicyEndpoint(client: client, url: url, timeout: timeout, calls: calls, logger: logger)
    case .claim(let path): ClaimedPolicies(claim: path)
    }
  }
}

struct PolicySettings: SettingGroup {
  let title = "Policies"
  let introduction = "Who decides the policies of `@policy`. [The guide](../guides/authorisation.md#policies) has the endpoint's form."
  let url = Setting<HTTPURL?>.parsed(
    "POLICY_URL", key: "policyUrl", form: "a URL such as http://127.0.0.1:8181/policies", "The endpoint that decides the policies."
  ) {
    HTTPURL($0)
  }
  let timeout = Setting<Int>.integer(
    "POLICY_TIMEOUT_MS", key: "policyTimeoutMs", 1...60_000, default: 1000, "The milliseconds that the endpoint has for a response.")
  let claim = Setting<JSONPath?>.parsed(
    "POLICY_CLAIM", key: "policyClaim", form: "the path of a claim, such as policies or access.policies",
    "The claim that lists the granted policies, in place of an endpoint."
  ) { text in
    (try? PathText(text).path).flatMap { $0.steps.isEmpty ? nil : $0 }
  }
}

extension PolicySource {
  /// Nil when nobody decides.
  static func read(_ settings: SettingsReader, _ declared: PolicySettings) throws(ConfigurationError) -> PolicySource? {
    let url = try settings.value(of: declared.url)
    let timeout = try settings.value(of: declared.timeout)
    let claim = try settings.value(of: declared.claim)
    guard url == nil || claim == nil else {
      throw ConfigurationError(variable: "POLICY_CLAIM", problem: "cannot be set together with POLICY_URL: one of them decides")
    }
    if let url { return .endpoint(url, timeout: .milliseconds(timeout)) }
    return claim.map { .claim($0) }
  }
}
