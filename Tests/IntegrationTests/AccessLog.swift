import Foundation
import JSON
import TestSupport

/// The requests that a process of the stack has logged, by their request id.
struct AccessLog: Sendable {
  /// One logged request.
  struct Entry: Sendable, Equatable, CustomStringConvertible {
    let service: String
    let method: String
    let path: String
    var description: String { "\(service) \(method) \(path)" }
  }

  /// What the three services have logged for a request id. A line that is not whole yet is left for the next look.
  static func entries(requestID: String) throws -> [Entry] {
    guard let directory = TestStack.directory else { return [] }
    return try ["user-service", "order-service", "payment-service"].flatMap { service in
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/log/\(service).log"))
      return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
        line.contains(requestID) ? entry(String(line), service: service, requestID: requestID) : nil
      }
    }
  }

  private static func entry(_ line: String, service: String, requestID: String) -> Entry? {
    guard let json = try? JSONValue(parsing: line), field("requestId", of: json)?.string == requestID,
      let method = field("method", of: json)?.string, let path = field("path", of: json)?.string
    else { return nil }
    let query = field("query", of: json)?.string ?? ""
    return Entry(service: service, method: method, path: query.isEmpty || path.contains("?") ? path : "\(path)?\(query)")
  }

  /// A member of the line, or of its metadata.
  private static func field(_ name: String, of line: JSONValue) -> JSONValue? { line[name] ?? line["metadata"]?[name] }
}
