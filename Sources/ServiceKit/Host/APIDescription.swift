import HTTPCore
import JSON

/// `/openapi.json`: OpenAPI 3.1, made from the routes themselves.
enum APIDescription {
  static func route(service: String, routes: [Route]) -> Route {
    let bytes = document(service: service, routes: routes)
    return Route(.get, "/openapi.json", access: .anyone, summary: "This description") { _ in
      HTTPResponse(headers: ["Content-Type": "application/json"], body: bytes)
    }
  }

  static func document(service: String, routes: [Route]) -> [UInt8] {
    var paths: [(path: String, routes: [Route])] = []
    for route in routes {
      let path = template(route.pattern)
      if let index = paths.firstIndex(where: { $0.path == path }) {
        paths[index].routes.append(route)
      } else {
        paths.append((path, [route]))
      }
    }
    var writer = JSONWriter(capacity: 4096)
    writer.object { writer in
      writer.member("openapi", "3.1.0")
      writer.member("info") { info in
        info.member("title", "Trellis \(service) service")
        info.member("version", "1")
      }
      writer.member("components") { components in
        components.member("securitySchemes") { schemes in
          schemes.member("bearer") { scheme in
            scheme.member("type", "http")
            scheme.member("scheme", "bearer")
          }
        }
      }
      writer.name("paths")
      writer.beginObject()
      for (path, routes) in paths {
        writer.name(path)
        writer.object { item in
          for route in routes {
            item.name(route.method.rawValue.lowercased())
            item.object { operation(route, &$0) }
          }
        }
      }
      writer.endObject()
    }
    return writer.bytes
  }

  private static func operation(_ route: Route, _ writer: inout JSONWriter) {
    writer.member("summary", route.summary)
    let names = route.pattern.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
    writer.member("parameters", names) { writer, name in
      writer.object { parameter in
        parameter.member("name", name)
        parameter.member("in", "path")
        parameter.member("required", true)
        parameter.member("schema") { $0.member("type", "string") }
      }
    }
    if route.access != .anyone {
      writer.member("security", [()]) { writer, _ in writer.object { $0.member("bearer", [String]()) } }
    }
    writer.member("responses") { responses in
      responses.member("default") { $0.member("description", "The success or failure envelope") }
    }
  }

  /// `/orders/:id` → `/orders/{id}`.
  private static func template(_ pattern: String) -> String {
    pattern.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
  }
}
