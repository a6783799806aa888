import GraphQLExecution
import JSON

/// Makes one call of a service and reads its answer. Where retries, breaker and sharing of calls will stand.
struct RESTCall: Sendable {
  let service: RESTService
  let method: String
  let errors: ErrorMapping
  let transport: any RESTTransport

  /// The answer's body: nil for an empty one, or for 404.
  enum Answer {
    case body(JSONView)
    case empty
    case notFound(LoadFailure)
  }

  func send(url: String, body: [UInt8]?, scope: TemplateScope, context: ExecutionContext) async throws(LoadFailure) -> Answer {
    let headers = try headers(hasBody: body != nil, scope: scope, context: context)
    let request = UpstreamRequest(
      service: service.name, method: method, url: url, headers: headers, body: body, timeout: service.timeout)
    let response: UpstreamResponse
    do { response = try await transport.send(request) } catch { throw failure(of: error) }
    return try read(response)
  }

  private func headers(hasBody: Bool, scope: TemplateScope, context: ExecutionContext) throws(LoadFailure) -> [(String, String)] {
    var headers = [("accept", "application/json")]
    if hasBody { headers.append(("content-type", "application/json")) }
    if !context.requestID.isEmpty { headers.append(("x-request-id", context.requestID)) }
    if let traceparent = context.traceparent { headers.append(("traceparent", traceparent)) }
    if context.isMutation, let key = context.header("idempotency-key") { headers.append(("idempotency-key", key)) }
    for name in service.forward {
      if let value = context.header(name) { headers.append((name, value)) }
    }
    for header in service.set {
      var text = ""
      var isAbsent = false
      for part in header.value {
        switch part {
        case .text(let literal): text += literal
        case .slot(let slot):
          guard let value = scope.value(of: slot, key: .none), let plain = URLText.scalarText(value) else {
            isAbsent = true
            continue
          }
          text += plain
        }
      }
      if isAbsent { continue }
      // A line end in a value would begin another header (RFC 9110 §5.5).
      guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw LoadFailure("A value cannot be sent in a header.", code: "INVALID_INPUT", extensions: ["service": service.name])
      }
      headers.append((header.name, text))
    }
    return headers
  }

  private func read(_ response: UpstreamResponse) throws(LoadFailure) -> Answer {
    guard (200..<300).contains(response.status) else {
      let body = try? JSONDocument(parsing: response.body).root
      let failure = UpstreamErrors.failure(status: response.status, body: body, mapping: errors, service: service.name)
      if response.status == 404 { return .notFound(failure) }
      throw failure
    }
    if response.body.isEmpty || response.status == 204 { return .empty }
    do { return .body(try JSONDocument(parsing: response.body).root) } catch { throw failure(of: .malformed) }
  }

  private func failure(of failure: UpstreamFailure) -> LoadFailure {
    UpstreamErrors.failure(failure, service: service.name)
  }
}
