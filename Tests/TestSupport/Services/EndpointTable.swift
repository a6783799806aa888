import Foundation

/// The tables of docs/services.md, to compare with a service's routes.
public enum EndpointTable {
  /// The rows of a service's table, such as `| GET | /api/v1/orders/:id | signed in | Shows one order |`.
  public static func rows(of service: String) throws -> [String] {
    let page = Repository.url("docs/services.md")
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let section = text.components(separatedBy: "\n## \(service) service\n").dropFirst().first?.components(separatedBy: "\n## ").first ?? ""
    return section.split(separator: "\n").map(String.init).filter { line in ["| GET", "| P", "| D"].contains { line.hasPrefix($0) } }
  }
}
