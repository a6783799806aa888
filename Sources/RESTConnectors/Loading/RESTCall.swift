import GraphQLExecution
import HTTPCore
import JSON
import Upstreams

/// Makes one call to a service and reads its response.
final class RESTCall: Sendable {
  let directive: RESTDirective
  let service: RESTService
  /// The service's mapping with that of the directive.
  let errors: ErrorMapping
  let channel: UpstreamChannel

  init(_ directive: RESTDirective, service: RESTService, errors: ErrorMapping, channel: UpstreamChannel) {
    self.directive = directive
    self.service = service
    self.errors = errors
    self.channel = channel
  }

  enum Response {
    case body(JSONView)
    case empty
    case notFound(LoadFailure)
  }

  func send(target: String, body: [UInt8]?, _ call: CallContext) async throws(LoadFailure) -> Response {
    let context = call.execution
    let headers = try headers(hasBody: body != nil, call)
    let request = UpstreamRequest(
      to: service.upstream, method: directive.method, url: service.url.replacing(target: target), headers: headers, body: body)
    let begin = context.report.map { ContinuousClock.now - $0.start }
    // A read within a mutation must see what the mutation has written.
    let exchange = await channel.send(request, mayShare: !context.isMutation, deadline: call.deadline)
    if let report = context.report, let begin { record(exchange, in: report, keys: call.keyCount, begin: begin) }
    switch exchange.result {
    case .success(let response): return try read(response)
    case .failure(let failure): throw UpstreamErrors.failure(failure, service: service.name)
    }
  }

  private func record(_ exchange: UpstreamChannel.Exchange, in report: ExecutionReport, keys: Int, begin: Duration) {
    var status: Int?
    if case .success(let response) = exchange.result {
      status = response.status
      service.upstream.responseHeaders.selected(from: response.headers).forEach { report.addHeader($0, $1, from: service.name) }
    }
    guard report.recordsFetches else { return }
    report.note(
      .init(
        loader: directive.loader, keys: keys, begin: begin, took: ContinuousClock.now - report.start - begin,
        attempts: exchange.attempts,
        isShared: exchange.isShared, status: status))
  }

  private func headers(hasBody: Bool, _ call: CallContext) throws(LoadFailure) -> HTTPFields {
    let context = call.execution
    var headers = HTTPFields()
    headers.append("accept", "application/json")
    if hasBody { headers.append("content-type", "application/json") }
    if !context.requestID.isEmpty { headers.append("x-request-id", context.requestID) }
    if let traceparent = context.traceparent { headers.append("traceparent", traceparent) }
    if context.isMutation, let key = context.header("idempotency-key") { headers.append("idempotency-key", key) }
    for name in service.forward {
      if let value = context.header(name) { headers.append(name, value) }
    }
    for header in service.set {
      var text = ""
      var isAbsent = false
      for part in header.value {
        switch part {
        case .text(let literal): text += literal
        case .variable(let variable):
          guard let value = call.scope.value(of: variable, key: .none), let plain = URLText.scalarText(value) else {
            isAbsent = true
            continue
          }
          text += plain
        }
      }
      if isAbsent { continue }
      // A line end in a value would start another header (RFC 9110 §5.5).
      guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw LoadFailure("A value cannot be sent in a header.", code: "INVALID_INPUT", extensions: ["service": service.name])
      }
      headers.append(header.name, text)
    }
    return headers
  }

  private func read(_ response: DecodedResponse) throws(LoadFailure) -> Response {
    guard (200..<300).contains(response.status) else {
      let body: JSONView? = if case .json(let root) = response.content { root } else { nil }
      let failure = UpstreamErrors.failure(status: response.status, body: body, mapping: errors, service: service.name)
      if response.status == 404 { return .notFound(failure) }
      throw failure
    }
    switch response.content {
    case .empty: return .empty
    case .json(let root): return .body(root)
    case .malformed: throw UpstreamErrors.failure(.malformed, service: service.name)
    case .tooLarge: throw UpstreamErrors.failure(.tooLarge, service: service.name)
    case .notJSON: throw UpstreamErrors.notJSON(service.name)
    }
  }
}

/// What a call needs from the request: the values for its templates, the caller, the deadline, and the number of keys.
struct CallContext: Sendable {
  let scope: TemplateScope
  let execution: ExecutionContext
  let deadline: Duration
  var keyCount = 1
}
