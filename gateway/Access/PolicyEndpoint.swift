import GraphQL
import HTTPClient
import HTTPCore
import JSON
import Logging
import ProcessKit

/// Policies that an HTTP endpoint decides: one POST for all policies of an operation.
///
/// The request's body is `{"policies": ["…"], "claims": {…}}`, with `null` for the claims of an anonymous caller. The response's body is
/// `{"policies": {"…": true}}` with status 200. A policy that is not `true` there is not granted, and without such a response none is.
struct PolicyEndpoint: AccessPolicies {
  /// The largest response body that is accepted.
  private static let longestResponse = 64 * 1024

  let client: HTTPClient
  let url: HTTPURL
  let timeout: Duration
  let calls: RequestMetrics
  let logger: Logger

  func granted(_ policies: [String], to context: ExecutionContext) async -> Set<String> {
    var headers: HTTPFields = ["content-type": "application/json", "accept": "application/json", "user-agent": "trellis"]
    if !context.requestID.isEmpty { headers.append("x-request-id", context.requestID) }
    if let trace = context.traceparent { headers.append("traceparent", trace) }
    let request = HTTPRequest(method: .post, target: url.target, headers: headers, body: Self.body(policies, context.claims))
    let started = ContinuousClock.now
    calls.begin()
    defer { calls.end() }
    let response: HTTPResponse
    do throws(HTTPClientError) {
      response = try await client.execute(request, to: url, timeout: timeout, bodyBytes: Self.longestResponse)
    } catch {
      calls.record(route: "policies", status: 0, duration: ContinuousClock.now - started)
      logger.warning("policies are refused: the policy endpoint does not answer", metadata: ["reason": "\(error)"])
      return []
    }
    calls.record(route: "policies", status: response.status.code, duration: ContinuousClock.now - started)
    guard response.status == .ok, let granted = Self.granted(response.body) else {
      logger.warning(
        "policies are refused: the policy endpoint's response must have status 200 and a JSON body {\"policies\": {\"name\": true}}",
        metadata: ["status": "\(response.status.code)"])
      return []
    }
    return granted.intersection(policies)
  }

  static func body(_ policies: [String], _ claims: CallerClaims?) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.beginObject()
    writer.name("policies")
    writer.beginArray()
    for policy in policies { writer.string(policy) }
    writer.endArray()
    writer.name("claims")
    if let claims { writer.raw(claims.root.raw) } else { writer.null() }
    writer.endObject()
    return writer.bytes
  }

  /// The names of the policies that are `true`; nil when the body has another form.
  static func granted(_ body: [UInt8]) -> Set<String>? {
    guard let root = try? JSONDocument(parsing: body).root, root.kind == .object, let policies = root["policies"],
      policies.kind == .object
    else { return nil }
    return Set(policies.members.filter { $0.value.bool == true }.map(\.name))
  }
}
