import HTTPCore
import JSON

/// `/health` and `/ready`.
///
/// `/health` is 200 as long as the process answers, and tells of the upstreams besides: restarting the gateway would not bring them
/// back. `/ready` is 503 while the gateway drains, or an upstream does not answer or has not been asked yet. Neither names a host.
struct HealthHandler: HTTPHandler {
  let health: UpstreamHealth
  /// The version of the graph that is served; nil leaves it out.
  var version: @Sendable () -> String? = { nil }

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    guard request.method == .get || request.method == .head else {
      return HTTPResponse(status: .methodNotAllowed, headers: ["Allow": "GET, HEAD"])
    }
    let isReady = health.isReady
    let asksReadiness = request.path == "/ready"
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("status")
    writer.string(asksReadiness ? (isReady ? "ready" : health.isDraining ? "draining" : "waiting") : "ok")
    writer.name("service")
    writer.string("gateway")
    if let version = version() {
      writer.name("graph")
      writer.string(version)
    }
    writer.name("upstreams")
    writer.beginObject()
    for (name, condition) in health.conditions {
      writer.name(name)
      writer.string(condition.rawValue)
    }
    writer.endObject()
    writer.endObject()
    let status: HTTPStatus = asksReadiness && !isReady ? .serviceUnavailable : .ok
    return HTTPResponse(status: status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"], body: writer.bytes)
  }
}
