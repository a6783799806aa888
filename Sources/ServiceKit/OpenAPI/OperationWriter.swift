import HTTPCore
import JSON

/// Writes one route as an OpenAPI operation object.
struct OperationWriter {
  let route: Route

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("operationId", operationID)
      writer.member("summary", route.summary)
      if let tag { writer.member("tags", [tag]) }
      writer.member("parameters", parameters) { write($1, to: &$0) }
      if let body = route.contract.body {
        writer.member("requestBody") { writer in
          writer.member("required", route.contract.isBodyRequired)
          writer.member("content") { content("application/json", body, to: &$0) }
        }
      }
      switch route.access {
      case .anyone: writer.member("security", [String]())
      case .signedIn, .role: writer.member("security", [()]) { writer, _ in writer.object { $0.member("bearer", [String]()) } }
      }
      writer.member("responses") { writeAnswers(to: &$0) }
    }
  }

  /// `POST /api/v1/orders/:id/status` → `post_orders_id_status`.
  private var operationID: String {
    let words = route.pattern.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).filter { $0 != "api" && $0 != "v1" }
    return ([route.method.rawValue.lowercased()] + words.map(String.init)).joined(separator: "_")
  }

  private var tag: String? {
    let words = route.pattern.split(separator: "/")
    return words.first == "api" && words.count > 2 ? String(words[2]) : "operations"
  }

  /// Those of the path first. A parameter that the route says more about keeps what it says.
  var parameters: [RouteParameter] {
    let names = route.pattern.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    let told = route.contract.parameters
    let path = names.map { name in told.first { $0.place == .path && $0.name == name } ?? .path(name, .id, "") }
    return path + told.filter { $0.place != .path }
  }

  private func write(_ parameter: RouteParameter, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", parameter.name)
      writer.member("in", parameter.place.rawValue)
      if parameter.place == .path { writer.member("required", true) }
      if !parameter.words.isEmpty { writer.member("description", parameter.words) }
      if case .array = parameter.schema.shape {
        writer.member("style", "form")
        writer.member("explode", false)
      }
      writer.name("schema")
      parameter.schema.write(to: &writer)
    }
  }

  private func writeAnswers(to writer: inout JSONWriter) {
    for answer in route.contract.answers {
      writer.name(String(answer.status))
      writer.object { writer in
        writer.member("description", answer.words)
        writeHeaders(answer.headers + own, to: &writer)
        if let schema = answer.schema { writer.member("content") { content(answer.mediaType, schema, to: &$0) } }
      }
    }
    for status in failures {
      writer.name(String(status))
      writer.object { writer in
        let example = FailureExample(status: status)
        writer.member("description", "\(HTTPStatus(code: status).reasonPhrase): \(example.meaning)")
        writeHeaders(example.headers + own, to: &writer)
        writer.member("content") { writer in
          writer.member("application/json") { media in
            media.name("schema")
            AnswerSchemas.failure.write(to: &media)
            media.name("example")
            example.write(to: &media)
          }
        }
      }
    }
  }

  /// What every answer of this route has.
  private var own: [AnswerHeader] { route.isOperational ? [] : [.requestID] }

  private func writeHeaders(_ headers: [AnswerHeader], to writer: inout JSONWriter) {
    guard !headers.isEmpty else { return }
    writer.member("headers") { writer in
      for header in headers {
        writer.name(header.name)
        writer.object { writer in
          writer.member("description", header.words)
          if header.isRequired { writer.member("required", true) }
          writer.member("schema") { $0.member("type", "string") }
          writer.member("example", header.example)
        }
      }
    }
  }

  /// What the route says, and what its access, its path and its body imply.
  var failures: [Int] {
    var statuses = route.contract.failures
    if route.isOperational { return [] }
    statuses.formUnion([400, 500])
    if !route.contract.isFixed { statuses.insert(503) }
    if route.access != .anyone { statuses.insert(401) }
    if case .role = route.access { statuses.insert(403) }
    if route.pattern.contains(":") { statuses.insert(404) }
    if route.contract.body != nil { statuses.formUnion([413, 415]) }
    return statuses.subtracting(route.contract.answers.map(\.status)).sorted()
  }

  private func content(_ mediaType: String, _ schema: JSONSchema, to writer: inout JSONWriter) {
    writer.name(mediaType)
    writer.object { writer in
      writer.name("schema")
      schema.write(to: &writer)
      if mediaType == "application/json" {
        writer.name("example")
        schema.writeExample(to: &writer)
      }
    }
  }
}
