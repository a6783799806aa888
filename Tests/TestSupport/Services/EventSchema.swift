import Foundation
import JSON

/// The JSON Schema of one event type, from `schema/events`. Supported: `$ref` to a file in the same folder, `allOf`, `type`, `const`,
/// `enum`, `pattern`, `minimum`, `required`, `properties` and `items`. Any other keyword is reported as an error.
public struct EventSchema: Sendable {
  private let root: JSONView
  private static let folder = Repository.url("schema/events")
  private static let words: Set<String> = ["$schema", "title", "description", "examples"]

  /// The schema in `schema/events/NAME.json`.
  public init(_ name: String) throws {
    root = try JSONDocument(parsing: Array(Data(contentsOf: Self.folder.appending(path: name + ".json")))).root
  }

  /// The event types that have a schema.
  public static func types() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") && $0 != "envelope.json" }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// The example messages of the schema.
  public var examples: [JSONView] { Array(root["examples"]?.elements.map { $0 } ?? []) }

  /// The errors of a message.
  public func faults(in message: JSONView) throws -> [String] { try Self.faults(root, message, "") }

  /// The errors of an event's data, including members that the schema does not describe. For producers.
  public func faults(inData data: JSONView) throws -> [String] {
    guard let schema = root["properties"]?["data"] else { return ["no schema of data"] }
    let described = Set(schema["properties"]?.members.map { $0.name } ?? [])
    let undescribed = data.members.map { $0.name }.filter { !described.contains($0) }
    return try Self.faults(schema, data, "data") + undescribed.map { "\($0) is not described" }
  }

  private static func faults(_ schema: JSONView, _ value: JSONView, _ path: String) throws -> [String] {
    var faults: [String] = []
    func check(_ holds: Bool, _ fault: String) { if !holds { faults.append("\(path): \(fault)") } }
    for (keyword, rule) in schema.members {
      switch keyword {
      case "$ref": faults += try EventSchema(String((rule.string ?? "").dropLast(5))).faults(in: value)
      case "allOf": for part in rule.elements { faults += try Self.faults(part, value, path) }
      case "type":
        let allowed = rule.string.map { [$0] } ?? rule.elements.compactMap { $0.string }
        check(allowed.contains { isOfType($0, value) }, "is not \(allowed)")
      case "const": check(JSONValue(rule) == JSONValue(value), "is not the constant")
      case "enum": check(rule.elements.contains { JSONValue($0) == JSONValue(value) }, "is none of the words")
      case "pattern":
        guard let text = value.string else { continue }
        check(text.range(of: rule.string ?? "", options: .regularExpression) != nil, "does not match")
      case "minimum": if let number = value.double, let minimum = rule.double { check(number >= minimum, "is too small") }
      case "required": for name in rule.elements { check(value[name.string ?? ""] != nil, "has no \(name.string ?? "")") }
      case "properties":
        for (name, part) in rule.members { if let member = value[name] { faults += try Self.faults(part, member, "\(path).\(name)") } }
      case "items": for element in value.elements { faults += try Self.faults(rule, element, path + "[]") }
      default: check(words.contains(keyword), "the keyword \(keyword) is not understood")
      }
    }
    return faults
  }

  private static func isOfType(_ type: String, _ value: JSONView) -> Bool {
    switch value.kind {
    case .null: type == "null"
    case .boolean: type == "boolean"
    case .number: type == "number" || type == "integer" && value.int != nil
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }
}
