import GraphQLExecution
import HTTPCore
import JSON
import SharedKernel
import Upstreams

/// Makes one call to a service and reads its response.
final class RESTCall: Sendable {
  let directive: RESTDirective
  let service: RESTService
  /// The service's mapping with that of the directive.
  let errors: ErrorMapping
  let channel: UpstreamChannel
  /// Whether the call is that of a root field.
  let isOfRootField: Bool
  /// The headers of the directive, and those of the service that it does not replace.
  let set: [RESTService.SetHeader]
  /// The names in `set`. The gateway and the client cannot give these headers another value.
  let setNames: Set<String>
  /// Whether a header in `set` has a part of the key.
  let hasKeyedHeaders: Bool

  init(
    _ directive: RESTDirective, service: RESTService, errors: ErrorMapping, channel: UpstreamChannel, isOfRootField: Bool,
    headers: [RESTService.SetHeader] = []
  ) {
    self.directive = directive
    self.service = service
    self.errors = errors
    self.channel = channel
    self.isOfRootField = isOfRootField
    set = service.set.filter { header in !headers.contains { $0.name == header.name } } + headers
    setNames = Set(set.map(\.name))
    hasKeyedHeaders = set.contains { $0.value.contains(where: \.isKeyed) }
  }

  enum Response {
    case body(JSONView)
    case empty
    case notFound(LoadFailure)
  }

  /// What precedes and follows the exchange is in functions of its own, so that it takes no room in the frame of the task.
  ///
  /// - Parameter body: the bytes of the body, and their media type.
  func send(target: String, body: (bytes: [UInt8], mediaType: String)?, key: LoadKey = .none, _ call: CallContext) async throws(LoadFailure)
    -> Response
  {
    let request = try request(target, body, key, call)
    let begin = call.execution.report.map { ContinuousClock.now - $0.start }
    // A read within a mutation must see what the mutation has written.
    // A field of a mutation is executed to its end, whether or not the client waits for it.
    let isMutation = call.execution.isMutation
    let exchange = await channel.send(
      request, mayShare: !isMutation, deadline: call.deadline, client: isMutation ? nil : call.execution.client)
    return try read(exchange, call, begin)
  }

  @inline(never)
  private func request(
    _ target: String, _ body: (bytes: [UInt8], mediaType: String)?, _ key: LoadKey, _ call: CallContext
  ) throws(LoadFailure) -> UpstreamRequest {
    let headers: HTTPFields
    if let shared = call.headers {
      headers = try shared.get()
    } else {
      headers = try self.headers(mediaType: body?.mediaType, key, call.execution, call.scope)
    }
    return UpstreamRequest(
      to: service.upstream, method: directive.method, url: service.url.replacing(target: target), headers: headers, body: body?.bytes)
  }

  @inline(never)
  private func read(_ exchange: UpstreamChannel.Exchange, _ call: CallContext, _ begin: Duration?) throws(LoadFailure) -> Response {
    if let report = call.execution.report, let begin { record(exchange, in: report, keys: call.keyCount, begin: begin) }
    for (index, attempt) in exchange.earlier.enumerated() { report(attempt.result, attempt: index + 1, end: attempt.end, call) }
    switch exchange.result {
    case .success(let response):
      do throws(LoadFailure) { return try read(response) } catch {
        report(exchange.result, attempt: exchange.attempts, call)
        throw error
      }
    case .failure(let failure):
      report(exchange.result, attempt: exchange.attempts, call)
      throw UpstreamErrors.failure(failure, service: service.name)
    }
  }

  /// Why the result of an attempt is a failure of the upstream; nil for a response that rejects the request, such as 401 or 409, and for a
  /// caller that is gone.
  private func fault(of result: Result<DecodedResponse, UpstreamFailure>) -> (reason: String, code: String, status: Int?)? {
    switch result {
    case .failure(.cancelled): return nil
    case .failure(let failure): return (failure.reason, UpstreamErrors.failure(failure, service: service.name).code, nil)
    case .success(let response):
      let status = response.status
      switch status {
      case _ where isSuccess(status):
        switch response.content {
        case .notJSON: return ("not JSON", "BAD_UPSTREAM_RESPONSE", status)
        case .tooLarge: return ("too large", "UPSTREAM_RESPONSE_TOO_LARGE", status)
        default: return ("malformed", "BAD_UPSTREAM_RESPONSE", status)
        }
      case 400..<500 where status != 408 && status != 429: return nil
      default: return ("status \(status)", UpstreamErrors.code(of: status), status)
      }
    }
  }

  private func report(_ result: Result<DecodedResponse, UpstreamFailure>, attempt: Int, end: Duration? = nil, _ call: CallContext) {
    guard let fault = fault(of: result) else { return }
    report(fault.reason, code: fault.code, status: fault.status, attempt: attempt, end: end, call)
  }

  /// Reports a response with a status of success whose content cannot be used.
  func reportContent(_ reason: String, _ call: CallContext) {
    report(reason, code: "BAD_UPSTREAM_RESPONSE", status: nil, attempt: 1, end: nil, call)
  }

  private func report(_ reason: String, code: String, status: Int?, attempt: Int, end: Duration?, _ call: CallContext) {
    // A query can hold secrets, even as the schema file writes it.
    let template = directive.url.text.prefix { $0 != "?" }
    channel.report(
      reason, code: code, method: directive.method, template: template, status: status, attempt: attempt, end: end,
      deadline: call.deadline)
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

  /// The headers of a call, one field per name. A header that `set` names has that value only, and what the client sent for a name in
  /// `forward` replaces the gateway's own value.
  func headers(
    mediaType: String?, _ key: LoadKey, _ context: ExecutionContext, _ scope: TemplateScope
  ) throws(LoadFailure) -> HTTPFields {
    var headers = HTTPFields()
    func append(_ name: String, _ value: String) {
      let isReplaced = setNames.contains(name) || service.passed.contains(name) && context.headers.contains(name)
      if !isReplaced { headers.append(name, value) }
    }
    append("accept", directive.accept)
    if let mediaType { append("content-type", directive.contentType ?? mediaType) }
    append("user-agent", Product.token)
    if !context.requestID.isEmpty { append("x-request-id", context.requestID) }
    if let traceparent = context.traceparent {
      append("traceparent", traceparent)
      if let tracestate = context.tracestate { append("tracestate", tracestate) }
    }
    if isOfRootField, let field = context.mutationField, let key = context.header("idempotency-key"), !key.isEmpty,
      !setNames.contains("idempotency-key")
    {
      headers.append("idempotency-key", IdempotencyKey.derived(from: key, responseKey: field))
    }
    if context.isMutation, service.sendsClientAddress, let addresses = context.forwardedFor { append("x-forwarded-for", addresses) }
    for name in service.passed {
      // A mutation's key is sent with the call of its root field only, and is that field's own.
      if context.isMutation && name == "idempotency-key" || setNames.contains(name) { continue }
      if let value = context.forwardedHeader(name) { headers.append(name, value) }
    }
    var cookies: [String] = []
    for header in set {
      var text = ""
      var isAbsent = false
      for part in header.value {
        switch part {
        case .text(let literal): text += literal
        case .variable(let variable), .styled(let variable, _):
          guard let value = scope.value(of: variable, key: key), let plain = URLText.plain(value) else {
            isAbsent = true
            continue
          }
          text += plain
        }
      }
      if isAbsent {
        // Only an optional argument is left out. What also says whose objects are meant is not.
        guard !header.value.isSelective else {
          throw LoadFailure("A value for a header is null.", code: "INVALID_INPUT", extensions: ["service": service.name])
        }
        continue
      }
      // A line end in a value would start another header (RFC 9110 §5.5).
      guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw LoadFailure("A value cannot be sent in a header.", code: "INVALID_INPUT", extensions: ["service": service.name])
      }
      if header.name == "cookie" { cookies.append(text) } else { headers.append(header.name, text) }
    }
    // A request has one field with all cookies (RFC 6265 §5.4).
    if !cookies.isEmpty { headers.append("cookie", cookies.joined(separator: "; ")) }
    return headers
  }

  private func isSuccess(_ status: Int) -> Bool { directive.ok.isEmpty ? (200..<300).contains(status) : directive.ok.contains(status) }

  private func read(_ response: DecodedResponse) throws(LoadFailure) -> Response {
    guard isSuccess(response.status) else {
      let failure = UpstreamErrors.failure(response, mapping: errors, service: service.name)
      if response.status == 404 || response.status == 410 { return .notFound(failure) }
      throw failure
    }
    if case .tooLarge = response.content { throw UpstreamErrors.failure(.tooLarge, service: service.name) }
    switch directive.answer {
    case .none: return .empty
    case .text:
      if case .empty = response.content { return .empty }
      guard let text = response.text, let document = try? JSONDocument(parsing: JSONValue.string(text).text) else {
        throw UpstreamErrors.failure(.malformed, service: service.name)
      }
      return .body(document.root)
    case .json: break
    }
    switch response.content {
    case .empty: return .empty
    case .json(let root): return .body(root)
    case .malformed, .tooLarge: throw UpstreamErrors.failure(.malformed, service: service.name)
    case .notJSON: throw UpstreamErrors.notJSON(service.name)
    }
  }
}

/// What a call needs from the request: the values for its templates, the caller, the headers, the deadline, and the number of keys.
struct CallContext: Sendable {
  let scope: TemplateScope
  let execution: ExecutionContext
  /// The headers, which all calls of a load have in common; nil where they depend on the key.
  let headers: Result<HTTPFields, LoadFailure>?
  let deadline: Duration
  var keyCount = 1
}
