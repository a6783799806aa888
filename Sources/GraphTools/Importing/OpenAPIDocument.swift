import HTTPCore
import JSON

/// A parsed OpenAPI description, with the files that it refers to. It is untrusted: each value can be missing or of any type.
///
/// Swagger 2.0 is converted to OpenAPI 3.0 when it is read.
final class OpenAPIDocument {
  let root: JSONValue
  /// The files that references name, by their path from the folder of the description.
  private var files: [String: JSONValue] = [:]
  private var found: [String: JSONValue] = [:]
  private static let maximumHops = 32
  private static let maximumFiles = 2000

  /// Parses JSON, or YAML if the text does not start with `{`.
  ///
  /// - Parameter read: gives the file at a path from the description's folder; nil when there is none.
  init(_ file: SourceFile, read: (String) -> SourceFile? = { _ in nil }) throws(OpenAPIError) {
    let value = try Self.parse(file)
    if let version = value["swagger"] {
      guard version.plainText?.hasPrefix("2") == true else {
        throw OpenAPIError(description: "\(file.name): this is neither Swagger 2.0 nor OpenAPI 3: \"swagger\" must be \"2.0\".")
      }
      root = SwaggerConversion.openAPI(from: value)
    } else {
      guard value["openapi"]?.plainText?.hasPrefix("3.") == true else {
        throw OpenAPIError(
          description: "\(file.name): this is not OpenAPI 3 or Swagger 2.0: the member \"openapi\" or \"swagger\" must have the version.")
      }
      root = value
    }
    let hasPaths = if case .object? = root["paths"] { true } else { false }
    guard hasPaths else { throw OpenAPIError(description: "\(file.name): there are no \"paths\".") }
    try load(from: root, read)
  }

  private static func parse(_ file: SourceFile) throws(OpenAPIError) -> JSONValue {
    let text = file.text.first == "\u{FEFF}" ? String(file.text.dropFirst()) : file.text
    if text.first(where: { !$0.isWhitespace }) == "{",
      let document = try? JSONDocument(parsing: Array(text.utf8), maximumDepth: 200)
    {
      return JSONValue(document.root)
    }
    do throws(YAMLError) { return try YAMLValue(parsing: text).json } catch {
      let position = error.location.isKnown ? ":\(error.location.line):\(error.location.column)" : ""
      throw OpenAPIError(description: "\(file.name)\(position): \(error.message)")
    }
  }

  // MARK: other files

  /// Reads the files that references name, and those that they name in turn. A file that is not there leaves its references unresolved.
  private func load(from value: JSONValue, _ read: (String) -> SourceFile?) throws(OpenAPIError) {
    var open = Self.fileNames(in: value)
    while let name = open.popFirst(), files.count < Self.maximumFiles {
      guard files[name] == nil, let file = read(name) else { continue }
      var parsed = try Self.parse(file)
      if parsed["swagger"] != nil { parsed = SwaggerConversion.openAPI(from: parsed) }
      let folder = name.split(separator: "/").dropLast().joined(separator: "/")
      let value = Self.rebased(parsed, file: name, folder: folder)
      files[name] = value
      open.formUnion(Self.fileNames(in: value).subtracting(files.keys))
    }
  }

  private static func fileNames(in value: JSONValue) -> Set<String> {
    var names: Set<String> = []
    var open = [value]
    while let next = open.popLast() {
      open += next.members.map(\.value) + (next.elements ?? [])
      guard let reference = next["$ref"]?.string, !reference.hasPrefix("#") else { continue }
      names.insert(split(reference).file)
    }
    return names
  }

  /// A file's value with references that begin at the description's folder.
  private static func rebased(_ value: JSONValue, file: String, folder: String) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map { rebased($0, file: file, folder: folder) })
    case .object(let object):
      .object(
        JSONObject(
          object.members.lazy.map { member -> (name: String, value: JSONValue) in
            guard member.name == "$ref", let text = member.value.string else {
              return (member.name, rebased(member.value, file: file, folder: folder))
            }
            if text.hasPrefix("#") { return (member.name, .string(file + text)) }
            return (member.name, .string(folder.isEmpty ? text : "\(folder)/\(text)"))
          }))
    case .null, .bool, .number, .string: value
    }
  }

  /// The file of a reference, as a path without `.` and `..` where it can be, and its JSON Pointer.
  private static func split(_ reference: String) -> (file: String, pointer: Substring) {
    let hash = reference.firstIndex(of: "#") ?? reference.endIndex
    var steps: [Substring] = []
    for step in reference[..<hash].split(separator: "/") where step != "." {
      if step == "..", let last = steps.last, last != ".." { steps.removeLast() } else { steps.append(step) }
    }
    return (steps.joined(separator: "/"), reference[hash...].dropFirst())
  }

  // MARK: references

  /// The value, or the value that its `$ref` refers to. Nil if that cannot be found.
  func resolved(_ value: JSONValue) -> JSONValue? {
    var value = value
    for _ in 0..<Self.maximumHops {
      guard let reference = value["$ref"]?.string else { return value }
      guard let next = self.value(at: reference) else { return nil }
      value = next
    }
    return nil
  }

  private func value(at reference: String) -> JSONValue? {
    if let known = found[reference] { return known }
    let (file, pointer) = Self.split(reference)
    let value = (file.isEmpty ? root : files[file]).flatMap { Self.value(at: pointer, in: $0) }
    found[reference] = value
    return value
  }

  /// Follows a JSON Pointer (RFC 6901) in the fragment of a URI, where it may be percent-encoded.
  private static func value(at pointer: Substring, in root: JSONValue) -> JSONValue? {
    guard !pointer.isEmpty else { return root }
    guard pointer.hasPrefix("/") else { return nil }
    var value: JSONValue? = root
    for step in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let decoded = PercentEncoding.decode(step) ?? String(step)
      let name = decoded.replacing("~1", with: "/").replacing("~0", with: "~")
      if case .array(let elements)? = value {
        value = Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      } else {
        value = value?[name] ?? value?[String(step).replacing("~1", with: "/").replacing("~0", with: "~")]
      }
    }
    return value
  }
}

extension JSONValue {
  /// The members of an object. Empty for another kind.
  var members: [JSONObject.Member] {
    if case .object(let object) = self { object.members } else { [] }
  }

  var isTrue: Bool { self == .bool(true) }

  /// The text of a string or a number. Versions are written as either.
  var plainText: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}

/// An OpenAPI description that cannot be imported.
package struct OpenAPIError: Error, CustomStringConvertible {
  package let description: String
}
