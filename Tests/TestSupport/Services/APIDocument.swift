import Foundation
import JSON

/// A service's OpenAPI document, to check routes and responses.
public struct APIDocument: Sendable {
  private let root: JSONView

  /// Reads the text of a document.
  public init(_ bytes: [UInt8]) throws { root = try JSONDocument(parsing: bytes).root }

  /// The operations, named like routes: `GET /api/v1/orders/{id}`.
  public var operations: [String] {
    (root["paths"].map { Array($0.members) } ?? []).flatMap { path in path.value.members.map { "\($0.name.uppercased()) \(path.name)" } }
  }

  /// The operation of a route: `GET /orders/:id` is `GET /orders/{id}`.
  public static func operation(ofRoute name: String) -> String {
    name.split(separator: "/", omittingEmptySubsequences: false).map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : "\($0)" }
      .joined(separator: "/")
  }

  /// The errors of the document: operations without a successful response, bodies or parameters without a schema, references that do not
  /// exist, examples that do not match their schema.
  public var faults: [String] {
    var faults: [String] = []
    for path in root["paths"].map({ Array($0.members) }) ?? [] {
      for (method, operation) in path.value.members {
        let name = "\(method.uppercased()) \(path.name)"
        let answers = operation["responses"].map { Array($0.members) } ?? []
        if !answers.contains(where: { $0.name.hasPrefix("2") }) { faults.append("\(name) describes no success") }
        if operation["summary"]?.string?.isEmpty ?? true { faults.append("\(name) has no summary") }
        for parameter in operation["parameters"].map({ Array($0.elements) }) ?? [] where parameter["schema"] == nil {
          faults.append("\(name) has a parameter without a schema")
        }
        for content in (answers.map(\.value) + [operation["requestBody"]].compactMap { $0 }).compactMap({ $0["content"] }) {
          for (_, media) in content.members {
            guard let schema = media["schema"] else {
              faults.append("\(name) has a body without a schema")
              continue
            }
            if let example = media["example"] { faults += self.faults(of: example, against: schema, at: "\(name) example") }
          }
        }
      }
    }
    return faults
  }

  /// The operation of a request; a static segment takes precedence over a parameter.
  public func operation(_ method: String, path: String) -> String? {
    let segments = path.split(separator: "/")
    let candidates = operations.filter { operation in
      let words = operation.split(separator: " ")
      let template = words[1].split(separator: "/")
      return words[0] == method && template.count == segments.count
        && zip(template, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
    return candidates.min { $0.count { $0 == "{" } < $1.count { $0 == "{" } }
  }

  /// The header fields of every response of the operation with this status.
  public func requiredHeaders(of operation: String, status: Int) -> [String] {
    let words = operation.split(separator: " ", maxSplits: 1).map(String.init)
    let answer = root["paths"]?[words[1]]?[words[0].lowercased()]?["responses"]?[String(status)]
    return (answer?["headers"].map { Array($0.members) } ?? []).filter { $0.value["required"]?.bool == true }.map(\.name)
  }

  /// The errors of a response of the operation, such as `GET /api/v1/orders/{id}`.
  public func faults(ofAnswerTo operation: String, status: Int, body: JSONView?) -> [String] {
    let words = operation.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2, let described = root["paths"]?[words[1]]?[words[0].lowercased()] else {
      return ["\(operation) is not described"]
    }
    guard let answer = described["responses"]?[String(status)] else {
      return ["\(operation) does not answer \(status)"]
    }
    guard let schema = answer["content"]?["application/json"]?["schema"] else {
      return body == nil || answer["content"] != nil ? [] : ["\(operation) \(status) has no body"]
    }
    guard let body else { return ["\(operation) \(status) has a body"] }
    return faults(of: body, against: schema, at: "\(operation) \(status)")
  }

  /// The keywords that the services' documents use; formats and patterns are left to schemathesis.
  private func faults(of value: JSONView, against schema: JSONView, at place: String) -> [String] {
    if let reference = schema["$ref"]?.string {
      let name = reference.split(separator: "/").last.map(String.init) ?? ""
      guard let named = root["components"]?["schemas"]?[name] else { return ["\(place): \(reference) is nothing"] }
      return faults(of: value, against: named, at: place)
    }
    if let choices = schema["anyOf"] {
      let all = choices.elements.map { faults(of: value, against: $0, at: place) }
      return all.contains(where: \.isEmpty) ? [] : all.flatMap { $0 }
    }
    let types = schema["type"].map { $0.string.map { [$0] } ?? $0.elements.compactMap(\.string) } ?? []
    guard types.contains(where: { APIDocument.fits(value, $0) }) else { return ["\(place): \(value.kind) instead of \(types)"] }
    if let words = schema["enum"], !value.isNull, !words.elements.contains(where: { $0.string == value.string }) {
      return ["\(place): \(value.string ?? "") is not one of the words"]
    }
    if let minimum = schema["minimum"]?.double, let number = value.double, number < minimum { return ["\(place): below \(minimum)"] }
    if let maximum = schema["maximum"]?.double, let number = value.double, number > maximum { return ["\(place): above \(maximum)"] }
    if let items = schema["items"] {
      return value.elements.enumerated().flatMap { faults(of: $0.element, against: items, at: "\(place)[\($0.offset)]") }
    }
    guard value.kind == .object, let properties = schema["properties"] else { return [] }
    var found = (schema["required"].map { Array($0.elements) } ?? []).compactMap(\.string).filter { value[$0] == nil }
      .map { "\(place): no \($0)" }
    for (name, member) in value.members {
      if let described = properties[name] {
        found += faults(of: member, against: described, at: "\(place).\(name)")
      } else if schema["additionalProperties"]?.bool == false {
        found.append("\(place): \(name) is not described")
      }
    }
    return found
  }

  private static func fits(_ value: JSONView, _ type: String) -> Bool {
    switch type {
    case "null": value.isNull
    case "boolean": value.kind == .boolean
    case "string": value.kind == .string
    case "number": value.kind == .number
    case "integer": value.int != nil
    case "array": value.kind == .array
    default: value.kind == .object
    }
  }
}
