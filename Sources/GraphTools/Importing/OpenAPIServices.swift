import GraphQLLanguage
import JSON

/// The services of a description: that of its first server, and one for each other server that a path or an operation names.
struct OpenAPIServices {
  let main: String
  private(set) var services: [(name: String, url: String)]
  private(set) var notes: [String] = []
  private var names: [String: String] = [:]

  init(_ document: OpenAPIDocument, _ operations: [OpenAPIOperation], main: String, url: String?) {
    self.main = main
    services = []
    let own = url ?? Self.url(of: document.root["servers"]?.elements?.first, base: nil)
    if let own {
      services.append((main, own))
    } else {
      let variable = GraphQLNames.upperCase(main) + "_URL"
      let text = Self.text(of: document.root["servers"]?.elements?.first)
      let path = text.hasPrefix("/") && !text.contains("{") && text != "/" ? text : ""
      notes.append("The description has no server: set the variable \(variable), or write the URL into @service.")
      services.append((main, "{$env.\(variable)}\(path)"))
    }
    // A URL that the caller gives stands for all servers, for example a test server.
    guard url == nil else { return }
    for operation in operations {
      guard let list = operation.servers, names[list.text] == nil else { continue }
      guard let other = Self.url(of: list.elements?.first, base: own) else {
        notes.append("\(operation.title): its own server is not a URL, so the first server of the description is called.".singleLine)
        continue
      }
      if let known = services.first(where: { $0.url == other }) {
        names[list.text] = known.name
      } else {
        let name = "\(main)\(services.count + 1)"
        services.append((name, other))
        names[list.text] = name
      }
    }
  }

  func name(for operation: OpenAPIOperation) -> String { operation.servers.flatMap { names[$0.text] } ?? main }

  /// The server's URL with the defaults of its variables.
  private static func text(of server: JSONValue?) -> String {
    var text = server?["url"]?.string ?? ""
    for variable in server?["variables"]?.members ?? [] {
      text = text.replacing("{\(variable.name)}", with: variable.value["default"]?.plainText ?? "")
    }
    while text.hasSuffix("/"), text.count > 1 { text.removeLast() }
    return text
  }

  /// An absolute URL that `@service` can have. A path is that of the base's host.
  private static func url(of server: JSONValue?, base: String?) -> String? {
    var text = text(of: server)
    if text.hasPrefix("//") { text = "https:" + text }
    if text.hasPrefix("/"), let base, let start = base.firstRange(of: "://") {
      text = base[..<start.upperBound] + base[start.upperBound...].prefix { $0 != "/" } + (text == "/" ? "" : text)
    }
    guard text.hasPrefix("http://") || text.hasPrefix("https://"), !["{", "?", "#", " "].contains(where: { text.contains($0) }) else {
      return nil
    }
    return text
  }
}
