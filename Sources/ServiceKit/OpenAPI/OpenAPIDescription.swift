import HTTPCore
import JSON

/// `/openapi.json` (OpenAPI 3.1) and `/docs`, generated from the routes.
struct OpenAPIDescription: Sendable {
  let service: String
  let routes: [Route]
  /// Whether `/metrics` is one of the paths.
  let servesMetrics: Bool

  /// The two routes that serve the description.
  var ownRoutes: [Route] {
    let document = document
    let page = OpenAPIPage(service: service, routes: described).html
    return OpenAPIDescription.ownRoutes(document: document, page: page)
  }

  private static func ownRoutes(document: [UInt8], page: [UInt8]) -> [Route] {
    [
      Route(.get, "/openapi.json", access: .anyone, summary: "This API description") { _ in
        HTTPResponse(headers: ["Content-Type": "application/json"], body: document)
      }.returns(.ok, mediaType: "application/json", .object([], isOpen: true)).fixed(),
      Route(.get, "/docs", access: .anyone, summary: "This API description as a page") { _ in
        HTTPResponse(
          headers: [
            "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
          ], body: page)
      }.returns(.ok, mediaType: "text/html", .string()).fixed(),
    ]
  }

  /// The endpoints that `ServiceHandler` answers before routing. The router needs them to answer 405 for other methods.
  var operational: [Route] { servesMetrics ? OpenAPIDescription.health + [OpenAPIDescription.metrics] : OpenAPIDescription.health }

  private static let health = [
    Route(.get, "/health", access: .anyone, summary: "Liveness, with the state of the dependencies") { _ in HTTPResponse() }
      .returns(.ok, mediaType: "application/json", status),
    Route(.get, "/ready", access: .anyone, summary: "Readiness") { _ in HTTPResponse() }
      .returns(.ok, mediaType: "application/json", status).returns(.serviceUnavailable, mediaType: "application/json", status),
  ]

  private static let metrics = Route(.get, "/metrics", access: .anyone, summary: "Metrics in the Prometheus text format") { _ in
    HTTPResponse()
  }.returns(.ok, mediaType: "text/plain", .string())

  private static let status = JSONSchema.object([
    .required("status", .choice(["up", "degraded", "draining"])), .required("service", .string(example: "user")),
    .required("startedAt", .timestamp), .required("dependencies", .object([], isOpen: true)),
  ]).named("Health")

  /// All routes of the description.
  var described: [Route] { routes + operational + OpenAPIDescription.ownRoutes(document: [], page: []) }

  /// What applies to all operations, one paragraph each.
  static let introduction = [
    """
    A signed-in caller sends Authorization: Bearer with the access token that POST /api/v1/users/login of the user service returns. \
    Customers see and change only their own resources; any other resource is 404. The role admin sees all resources.
    """,
    """
    A successful response is {"success": true, "message", "data"}, with "meta" for lists. A failure is {"success": false, "error": {"code", \
    "message", "details"}, "requestId"}, and its details list every error of the request. Unknown members of a body are rejected.
    """,
    """
    Identifiers are UUIDs, amounts are numbers with exactly two decimals, and times are RFC 3339 in UTC. Where a route accepts an \
    Idempotency-Key, a request with one is safe to repeat: it takes effect once. A request with If-Match changes the resource only while its ETag is unchanged.
    """,
  ]

  var document: [UInt8] {
    var paths: [(path: String, routes: [Route])] = []
    for route in described {
      let path = OpenAPIDescription.template(route.pattern)
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
        info.member("description", OpenAPIDescription.introduction.joined(separator: "\n\n"))
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
    write(EnvelopeSchemas.failure, to: &writer)
    for route in described {
      if let body = route.contract.body { write(body, to: &writer) }
      for response in route.contract.responses {
        if let schema = response.schema { write(schema, to: &writer) }
      }
    }
  }

  /// `/orders/:id` → `/orders/{id}`.
  static func template(_ pattern: String) -> String {
    pattern.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
  }
}
