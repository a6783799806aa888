import GraphQLExecution
import JSON

/// Makes one call of a service and reads its answer.
struct RESTCall: Sendable {
  let service: RESTService
  let method: String
  let errors: ErrorMapping
  let channel: UpstreamChannel
  /// What reports call it.
  let name: String

  /// The answer's body: nil for an empty one, or for 404.
  enum Answer {
    case body(JSONView)
    case empty
    case notFound(LoadFailure)
  }

  /// On whose behalf a call is made, until when, and for how many keys.
  struct Occasion: Sendable {
    let scope: TemplateScope
    let context: ExecutionContext
    let deadline: Duration
    var keys = 1
  }

  func send(url: String, body: [UInt8]?, _ occasion: Occasion) async throws(LoadFailure) -> Answer {
    let context = occasion.context
    let headers = try headers(hasBody: body != nil, scope: occasion.scope, context: context)
    let request = UpstreamRequest(
      service: service.name, method: method, url: url, headers: headers, body: body, timeout: service.timeout,
      maximumResponseBytes: service.maxResponseBytes)
    let begin = context.report.map { ContinuousClock.now - $0.start }
    let exchange = await channel.send(request, isForMutation: context.isMutation, deadline: occasion.deadline)
    if let report = context.report, let begin { tell(report, of: exchange, keys: occasion.keys, begin: begin) }
    switch exchange.result {
    case .success(let answer): return try read(answer)
    case .failure(let failure): throw self.failure(of: failure)
    }
  }

  private func tell(_ report: ExecutionReport, of exchange: UpstreamChannel.Exchange, keys: Int, begin: Duration) {
    var status: Int?
    if case .success(let answer) = exchange.result {
      status = answer.status
      for header in service.handBack.chosen(from: answer.headers) { report.addHeader(header.name, header.value, from: service.name) }
    }
    guard report.recordsFetches else { return }
    report.note(
      .init(
        loader: name, keys: keys, begin: begin, took: ContinuousClock.now - report.start - begin, attempts: exchange.attempts,
        isShared: exchange.isShared, status: status))
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

  private func read(_ answer: UpstreamAnswer) throws(LoadFailure) -> Answer {
    guard (200..<300).contains(answer.status) else {
      let body: JSONView? = if case .json(let root) = answer.content { root } else { nil }
      let failure = UpstreamErrors.failure(status: answer.status, body: body, mapping: errors, service: service.name)
      if answer.status == 404 { return .notFound(failure) }
      throw failure
    }
    switch answer.content {
    case .empty: return .empty
    case .json(let root): return .body(root)
    case .malformed: throw failure(of: .malformed)
    case .tooLarge: throw failure(of: .tooLarge)
    case .notJSON: throw UpstreamErrors.notJSON(service.name)
    }
  }

  private func failure(of failure: UpstreamFailure) -> LoadFailure {
    UpstreamErrors.failure(failure, service: service.name)
  }
}
