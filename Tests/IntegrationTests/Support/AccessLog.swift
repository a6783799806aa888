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

  /// The log lines of the three services with a request id. An incomplete line is read the next time.
  static func entries(requestID: String) throws -> [Entry] { try entries(requestIDPrefix: requestID)[requestID] ?? [] }

  /// The same for all request ids with a prefix, by request id.
  private static func entries(requestIDPrefix prefix: String) throws -> [String: [Entry]] {
    guard let directory = TestStack.directory else { return [:] }
    var found: [String: [Entry]] = [:]
    for service in ["user-service", "order-service", "payment-service"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/log/\(service).log"))
      for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.contains(prefix) {
        guard let json = try? JSONValue(parsing: String(line)), let requestID = field("requestId", of: json)?.string,
          requestID.hasPrefix(prefix), let entry = entry(json, service: service)
        else { continue }
        found[requestID, default: []].append(entry)
      }
    }
    return found
  }

  private static func entry(_ json: JSONValue, service: String) -> Entry? {
    guard let method = field("method", of: json)?.string, let path = field("path", of: json)?.string else { return nil }
    return Entry(service: service, method: method, path: path)
  }

  /// A member of the line, or of its metadata.
  private static func field(_ name: String, of line: JSONValue) -> JSONValue? { line[name] ?? line["metadata"]?[name] }
}
