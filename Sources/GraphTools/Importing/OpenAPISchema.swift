import JSON

/// A JSON Schema without the layers around it: references, `allOf` with one part, and alternatives with null.
struct OpenAPISchema {
  let value: JSONValue
  let isNullable: Bool
  /// The last reference on the way; nil for a schema without a name.
  let reference: String?

  private static let maximumHops = 64
  /// The members that only describe a value.
  private static let annotations: Set<String> = [
    "description", "title", "default", "example", "examples", "nullable", "readOnly", "writeOnly", "deprecated", "externalDocs", "xml",
    "$comment",
  ]

  /// Nil when a reference cannot be resolved.
  init?(_ schema: JSONValue, _ document: OpenAPIDocument) {
    var value = schema
    var isNullable = false
    var reference: String?
    for _ in 0..<Self.maximumHops {
      if let target = value["$ref"]?.string {
        // Siblings of a reference, which OpenAPI 3.1 allows.
        isNullable = isNullable || value["nullable"]?.isTrue == true
        guard let next = document.resolved(["$ref": .string(target)]) else { return nil }
        reference = target
        value = next
        continue
      }
      isNullable = isNullable || Self.allowsNull(value)
      if let only = Self.onlyPart(of: value, &isNullable) {
        value = only
        continue
      }
      break
    }
    self.value = value
    self.isNullable = isNullable
    self.reference = reference
  }

  /// The only part of `allOf`, `oneOf` or `anyOf`, when the rest of the schema does not say more about the value.
  private static func onlyPart(of schema: JSONValue, _ isNullable: inout Bool) -> JSONValue? {
    for name in ["allOf", "oneOf", "anyOf"] {
      guard let all = schema[name]?.elements else { continue }
      let parts =
        name == "allOf"
        ? all.filter { !$0.members.allSatisfy { annotations.contains($0.name) } || all.count == 1 } : all.filter { !isNull($0) }
      guard parts.count == 1, let only = parts.first else { return nil }
      let others = schema.members.filter { $0.name != name && !annotations.contains($0.name) && !$0.name.hasPrefix("x-") }
      // A type beside the part repeats that of the part.
      guard others.allSatisfy({ $0.name == "type" || $0.name == "discriminator" || $0.name == "format" }) else { return nil }
      if parts.count < all.count, name != "allOf" { isNullable = true }
      return only
    }
    return nil
  }

  private static func allowsNull(_ schema: JSONValue) -> Bool {
    schema["nullable"]?.isTrue == true || schema["type"]?.elements?.contains(.string("null")) == true
      || schema["enum"]?.elements?.contains(.null) == true
  }

  /// Whether a schema is that of null: `{type: "null"}`, `{enum: [null]}`, or `{nullable: true}` alone.
  static func isNull(_ schema: JSONValue) -> Bool {
    if schema["type"]?.string == "null" || schema["const"] == .some(.null) || schema["enum"]?.elements == [.null] { return true }
    return schema["nullable"]?.isTrue == true && schema.members.allSatisfy { annotations.contains($0.name) }
  }

  /// The type's name in JSON Schema; nil when it is not said or there are several.
  var kind: String? {
    if let type = value["type"]?.string { return type }
    let types = value["type"]?.elements?.compactMap(\.string).filter { $0 != "null" } ?? []
    if types.count == 1 { return types.first }
    if types.isEmpty {
      if value["items"] != nil { return "array" }
      if value["properties"] != nil || value["additionalProperties"] != nil { return "object" }
      if let all = value["enum"]?.elements?.filter({ !$0.isNull }), !all.isEmpty, all.allSatisfy({ $0.string != nil }) { return "string" }
      if let constant = value["const"] { return constant.string != nil ? "string" : constant.int != nil ? "integer" : nil }
    }
    return nil
  }

  /// Several type names beside null.
  var kinds: [String] { value["type"]?.elements?.compactMap(\.string).filter { $0 != "null" } ?? kind.map { [$0] } ?? [] }

  /// The alternatives of `oneOf` or `anyOf`, without null.
  var alternatives: [JSONValue] { ((value["oneOf"] ?? value["anyOf"])?.elements ?? []).filter { !Self.isNull($0) } }

  var hasProperties: Bool { !(value["properties"]?.members.isEmpty ?? true) }

  /// The strings of an enum or a constant; nil when there are others.
  var strings: [String]? {
    let values = (value["enum"]?.elements ?? value["const"].map { [$0] } ?? []).filter { !$0.isNull }
    // YAML reads some words of an enum of strings as numbers.
    let texts = kind == "string" ? values.compactMap(\.plainText) : values.compactMap(\.string)
    return texts.isEmpty || texts.count != values.count ? nil : texts
  }

  /// Whether a number does not fit 32 bits, by its format, its limits, or its examples.
  var isLong: Bool {
    switch value["format"]?.string?.lowercased() {
    case "int64", "uint64", "uint32", "uint", "long", "unix-time", "timestamp-millis": return true
    case "int32", "int16", "int8", "uint16", "uint8": return false
    default: break
    }
    let samples =
      ["example", "default", "maximum", "exclusiveMaximum", "minimum"].compactMap { value[$0] } + (value["examples"]?.elements ?? [])
      + (value["enum"]?.elements ?? [])
    return samples.contains { sample in sample.double.map { $0 > Double(Int32.max) || $0 < Double(Int32.min) } ?? false }
  }
}
