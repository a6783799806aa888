import HTTPCore
import JSON

/// `/openapi.json` (OpenAPI 3.1) and `/docs`, made from the routes themselves.
struct APIDescription: Sendable {
  let service: String
  let routes: [Route]

  /// The two routes that serve it.
  var ownRoutes: [Route] {
    let (document, page) = (document, page)
    return [
      Route(.get, "/openapi.json", access: .anyone, summary: "This description") { _ in
        HTTPResponse(headers: ["Content-Type": "application/json"], body: document)
      },
      Route(.get, "/docs", access: .anyone, summary: "This description for people") { _ in
        HTTPResponse(headers: ["Content-Type": "text/html; charset=utf-8"], body: page)
      },
    ]
  }

  /// One table. Patterns and summaries are literals of ours and hold no markup.
  var page: [UInt8] {
    let rows = routes.map { route in
      "<tr><td>\(route.method)</td><td><code>\(route.pattern)</code></td><td>\(audience(of: route))</td><td>\(route.summary)</td></tr>"
    }
    let html = """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>Trellis \(service) service</title>
      <h1>Trellis \(service) service</h1><p>As OpenAPI: <a href="/openapi.json">openapi.json</a></p>
      <table><tr><th>Method</th><th>Path</th><th>Who</th><th>What</th></tr>
      \(rows.joined(separator: "\n"))
      </table></html>
      """
    return Array(html.utf8)
  }

  /// The OpenAPI document.
  var document: [UInt8] {
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

  private func operation(_ route: Route, _ writer: inout JSONWriter) {
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

  private func audience(of route: Route) -> String {
    switch route.access {
    case .anyone: "anyone"
    case .signedIn: "signed in"
    case .role(let role): role
    }
  }

  /// `/orders/:id` → `/orders/{id}`.
  private func template(_ pattern: String) -> String {
    pattern.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
  }
}
