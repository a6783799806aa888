import JSON

/// The HTML page of the API: every operation with its parameters, body and responses. It has no script and loads nothing.
struct OpenAPIPage {
  let service: String
  let routes: [Route]

  var html: [UInt8] {
    let sections = routes.map(section).joined(separator: "\n")
    let contents = routes.map {
      "<li><a href=\"#\(anchor($0))\"><b>\($0.method.rawValue)</b> \($0.pattern)</a> \(HTMLText.escaped($0.summary))</li>"
    }
    let page = """
      <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>Trellis \(service) service</title><style>\(OpenAPIPage.style)</style>
      <h1>Trellis \(service) service</h1><p>As OpenAPI 3.1: <a href="/openapi.json">openapi.json</a></p>
      \(OpenAPIDescription.introduction.map { "<p>\(HTMLText.escaped($0))</p>" }.joined())
      <ul>\(contents.joined())</ul>
      \(sections)</html>
      """
    return Array(page.utf8)
  }

  private static let style = """
    body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}\
    h2{font-size:1.1em;border-top:1px solid #ccc;padding-top:1em}code,pre{font-family:ui-monospace,monospace;font-size:.9em}\
    pre{background:#f4f4f4;padding:.8em;overflow:auto}table{border-collapse:collapse}td,th{text-align:left;padding:.2em 1em .2em 0}\
    @media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}pre{background:#242424}a{color:#8cf}}
    """

  private func section(_ route: Route) -> String {
    var parts = [
      "<h2 id=\"\(anchor(route))\">\(route.method.rawValue) <code>\(route.pattern)</code></h2>",
      "<p>\(HTMLText.escaped(route.summary)). For \(audience(of: route)).</p>",
    ]
    let parameters = OperationWriter(route: route).parameters
    if !parameters.isEmpty {
      let rows = parameters.map {
        "<tr><td><code>\($0.name)</code></td><td>\($0.location.rawValue)</td><td>\(HTMLText.escaped($0.schema.summary))</td>"
          + "<td>\(HTMLText.escaped($0.description))</td></tr>"
      }
      parts.append("<table><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr>\(rows.joined())</table>")
    }
    if let body = route.contract.body {
      parts.append("<p>Body\(route.contract.isBodyRequired ? "" : " (optional)"):</p>" + example(body))
    }
    for response in route.contract.responses {
      let headers = response.headers.isEmpty ? "" : ", with \(response.headers.map(\.name).joined(separator: ", "))"
      parts.append(
        "<p>\(response.status) \(response.description)\(response.mediaType.isEmpty ? "" : ", \(response.mediaType)")\(headers)</p>")
      if let schema = response.schema, response.mediaType == "application/json" { parts.append(example(schema)) }
    }
    let failures = OperationWriter(route: route).failures.map { "<tr><td>\($0)</td><td>\(FailureExample(status: $0).meaning)</td></tr>" }
    if !failures.isEmpty { parts.append("<table><tr><th>Failure</th><th></th></tr>\(failures.joined())</table>") }
    return parts.joined(separator: "\n")
  }

  private func example(_ schema: JSONSchema) -> String {
    var writer = JSONWriter()
    schema.writeExample(to: &writer)
    return "<pre>\(HTMLText.escaped(String(decoding: writer.bytes, as: UTF8.self)))</pre>"
  }

  private func anchor(_ route: Route) -> String {
    route.name.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).joined(separator: "-")
  }

  private func audience(of route: Route) -> String {
    switch route.access {
    case .anyone: "anyone"
    case .signedIn: "signed-in callers"
    case .role(let role): "the role \(role)"
    }
  }
}
