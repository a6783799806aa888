import HTTPCore
import JSON

/// `/openapi.json` (OpenAPI 3.1) and `/docs`, made from the routes themselves.
struct APIDescription: Sendable {
  let service: String
  let routes: [Route]

  /// The two routes that serve it.
  var ownRoutes: [Route] {
    let document = document
    let page = APIPage(service: service, routes: described).html
    return APIDescription.ownRoutes(document: document, page: page)
  }

  private static func ownRoutes(document: [UInt8], page: [UInt8]) -> [Route] {
    [
      Route(.get, "/openapi.json", access: .anyone, summary: "This description") { _ in
        HTTPResponse(headers: ["Content-Type": "application/json"], body: document)
      }.answering(.ok, mediaType: "application/json", .object([], isOpen: true)).fixed(),
      Route(.get, "/docs", access: .anyone, summary: "This description for people") { _ in
        HTTPResponse(
          headers: [
            "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
          ], body: page)
      }.answering(.ok, mediaType: "text/html", .string()).fixed(),
    ]
  }

  /// What the handler answers before the routes; in the router they stand for 405 with other methods.
  static let operational = [
    Route(.get, "/health", access: .anyone, summary: "Whether the process lives, and its dependencies") { _ in HTTPResponse() }
      .answering(.ok, mediaType: "application/json", health),
    Route(.get, "/ready", access: .anyone, summary: "Whether it may be sent requests") { _ in HTTPResponse() }
      .answering(.ok, mediaType: "application/json", health).answering(.serviceUnavailable, mediaType: "application/json", health),
    Route(.get, "/metrics", access: .anyone, summary: "Metrics in Prometheus' text format") { _ in HTTPResponse() }
      .answering(.ok, mediaType: "text/plain", .string()),
  ]

  private static let health = JSONSchema.object([
    .required("status", .choice(["up", "degraded", "draining"])), .required("service", .string(example: "user")),
    .required("startedAt", .timestamp), .required("dependencies", .object([], isOpen: true)),
  ]).named("Health")

  /// All that the document describes.
  var described: [Route] { routes + APIDescription.operational + APIDescription.ownRoutes(document: [], page: []) }

  /// What all operations have in common; one paragraph each.
  static let introduction = [
    """
    Whoever is signed in sends Authorization: Bearer and the access token that POST /api/v1/users/login of the user service answers with. \
    Customers see and change what is theirs, and anything else answers 404; the role admin sees all.
    """,
    """
    An answer is {"success": true, "message", "data"}, with "meta" for lists. A failure is {"success": false, "error": {"code", "message", \
    "details"}, "requestId"}, and its details name every fault at once. Members that are not described are refused.
    """,
    """
    Identifiers are UUIDs, amounts numbers with exactly two decimals, times RFC 3339 in UTC. A POST with an Idempotency-Key may be sent again \
    until it is answered: it takes effect once. If-Match makes a change count only while the resource is as its ETag says.
    """,
  ]

  /// The OpenAPI document.
  var document: [UInt8] {
    var paths: [(path: String, routes: [Route])] = []
    for route in described {
      let path = APIDescription.template(route.pattern)
      if let index = paths.firstIndex(where: { $0.path == path }) {
        paths[index].routes.append(route)
      } else {
        paths.append((path, [route]))
      }
    }
    var writer = JSONWriter(capacity: 32_768)
    writer.object { writer in
      writer.member("openapi", "3.1.0")
      writer.member("info") { info in
        info.member("title", "Trellis \(service) service")
        info.member("version", "1.0.0")
        info.member("description", APIDescription.introduction.joined(separator: "\n\n"))
      }
      writer.member("servers", ["/"]) { writer, url in writer.object { $0.member("url", url) } }
      writer.member("paths") { writer in
        for (path, routes) in paths {
          writer.name(path)
          writer.object { item in
            for route in routes {
              item.name(route.method.rawValue.lowercased())
              OperationWriter(route: route).write(to: &item)
            }
          }
        }
      }
      writer.member("components") { components in
        components.member("securitySchemes") { schemes in
          schemes.member("bearer") { scheme in
            scheme.member("type", "http")
            scheme.member("scheme", "bearer")
            scheme.member("bearerFormat", "JWT")
          }
        }
        components.member("schemas") { writeSchemas(to: &$0) }
      }
    }
    return writer.bytes
  }

  private func writeSchemas(to writer: inout JSONWriter) {
    var written: Set<String> = []
    func write(_ schema: JSONSchema, to writer: inout JSONWriter) {
      schema.forEachNamed { name, schema in
        guard written.insert(name).inserted else { return }
        writer.name(name)
        schema.write(to: &writer, isDefinition: true)
      }
    }
    write(AnswerSchemas.failure, to: &writer)
    for route in described {
      if let body = route.contract.body { write(body, to: &writer) }
      for answer in route.contract.answers {
        if let schema = answer.schema { write(schema, to: &writer) }
      }
    }
  }

  /// `/orders/:id` → `/orders/{id}`.
  static func template(_ pattern: String) -> String {
    pattern.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
  }
}
