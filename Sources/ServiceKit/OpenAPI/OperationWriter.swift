import HTTPCore
import JSON

/// Writes one route as an Operation Object (OpenAPI 3.1 §4.8.10).
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
      writer.member("responses") { writeResponses(to: &$0) }
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

  /// Path parameters first. A path parameter that the contract does not describe is an identifier.
  var parameters: [RouteParameter] {
    let names = route.pattern.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    let declared = route.contract.parameters
    let path = names.map { name in declared.first { $0.location == .path && $0.name == name } ?? .path(name, .id, "") }
    return path + declared.filter { $0.location != .path }
  }

  private func write(_ parameter: RouteParameter, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", parameter.name)
      writer.member("in", parameter.location.rawValue)
      if parameter.location == .path { writer.member("required", true) }
      if !parameter.description.isEmpty { writer.member("description", parameter.description) }
      if case .array = parameter.schema.shape {
        writer.member("style", "form")
        writer.member("explode", false)
      }
      writer.name("schema")
      parameter.schema.write(to: &writer)
    }
  }

  private func writeResponses(to writer: inout JSONWriter) {
    for response in route.contract.responses {
      writer.name(String(response.status))
      writer.object { writer in
        writer.member("description", response.description)
        writeHeaders(response.headers + commonHeaders, to: &writer)
        if let schema = response.schema { writer.member("content") { content(response.mediaType, schema, to: &$0) } }
      }
    }
    for status in failures {
      writer.name(String(status))
      writer.object { writer in
        let example = FailureExample(status: status)
        writer.member("description", "\(HTTPStatus(code: status).reasonPhrase): \(example.meaning)")
        writeHeaders(example.headers + commonHeaders, to: &writer)
        writer.member("content") { writer in
          writer.member("application/json") { media in
            media.name("schema")
            EnvelopeSchemas.failure.write(to: &media)
            media.name("example")
            example.write(to: &media)
          }
        }
      }
    }
  }

  /// The header fields of every response of this route.
  private var commonHeaders: [ResponseHeader] { route.isOperational ? [] : [.requestID] }

  private func writeHeaders(_ headers: [ResponseHeader], to writer: inout JSONWriter) {
    guard !headers.isEmpty else { return }
    writer.member("headers") { writer in
      for header in headers {
        writer.name(header.name)
        writer.object { writer in
          writer.member("description", header.description)
          if header.isRequired { writer.member("required", true) }
          writer.member("schema") { $0.member("type", "string") }
          writer.member("example", header.example)
        }
      }
    }
  }

  /// The statuses that the contract declares, and those that access, path and body imply.
  var failures: [Int] {
    var statuses = route.contract.failures
    if route.isOperational { return [] }
    statuses.formUnion([400, 500])
    if !route.contract.isFixed { statuses.insert(503) }
    if route.access != .anyone { statuses.insert(401) }
    if case .role = route.access { statuses.insert(403) }
    // A limited token may lack the scope.
    if route.access == .signedIn, route.scope != .any { statuses.insert(403) }
    if route.pattern.contains(":") { statuses.insert(404) }
    if route.contract.body != nil { statuses.formUnion([413, 415]) }
    return statuses.subtracting(route.contract.responses.map(\.status)).sorted()
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
