import JSON

/// The text of a path in a directive: the names of members with dots between them, as in `a.b.0.c`. A number is an index of a list. A name
/// in double quotes may hold any character: `"cfg.name".value`.
package struct PathText {
  package let path: JSONPath

  /// - Throws: what is wrong with the text, and the right text where it is clear.
  package init(_ text: String) throws(PathError) {
    var steps: [JSONPath] = []
    var rest = text[...]
    while !rest.isEmpty {
      if rest.first == "\"" {
        guard let end = rest.dropFirst().firstIndex(of: "\"") else {
          throw PathError("a quoted name is not closed", advice: "add the quote")
        }
        steps.append(JSONPath(member: String(rest[rest.index(after: rest.startIndex)..<end])))
        rest = rest[rest.index(after: end)...]
        guard rest.isEmpty || rest.first == "." else { throw PathError("text follows a quoted name", advice: "write a dot there") }
      } else {
        let name = rest.prefix { $0 != "." }
        try Self.check(name, isFirst: steps.isEmpty, in: text)
        steps.append(JSONPath(stringLiteral: String(name)))
        rest = rest[name.endIndex...]
      }
      guard rest.first == "." else { break }
      rest = rest.dropFirst()
      if rest.isEmpty { throw PathError("it ends with a dot", Self.repaired(text)) }
    }
    path = JSONPath(joining: steps)
  }

  /// The text of the path to one member; nil for a name that no path can hold. A name of digits stands in quotes, because it is no index.
  package static func member(_ name: String) -> String? {
    let isNumber = !name.isEmpty && name.utf8.allSatisfy { $0 &- 0x30 < 10 }
    for text in isNumber ? ["\"\(name)\""] : [name, "\"\(name)\""] {
      if let path = try? PathText(text).path, path.steps.count == 1, path.description == name { return text }
    }
    return nil
  }

  private static func check(_ name: Substring, isFirst: Bool, in text: String) throws(PathError) {
    func fail(_ reason: String) throws(PathError) { throw PathError(reason, repaired(text)) }
    if name.isEmpty { try fail("a name between dots is empty") }
    if name == "$" { try fail("a path begins at the value itself, without \"$\"") }
    if name.contains("*") || name.contains("[]") {
      throw PathError("a path leads to one value", advice: "end it at the list, and give the field a list type")
    }
    if name.contains("{") || name.contains("}") { throw PathError("a path cannot hold a placeholder", advice: "write the member's name") }
    if isFirst, name.hasPrefix("/") || name.hasPrefix("#/") { try fail("names are separated by dots") }
    if name.contains("[") || name.contains("]") { try fail("the index of a list is a number after a dot") }
    if name.first == "-", name.count > 1, name.dropFirst().allSatisfy(\.isWholeNumber) {
      throw PathError("an index counts from 0 at the start of the list", advice: "write 0 or more")
    }
    if name.first?.isWhitespace == true || name.last?.isWhitespace == true { try fail("there are blanks around a name") }
    if name.contains("\"") || name.contains("\\") {
      throw PathError("there is a quote inside a name", advice: "put the whole name in double quotes")
    }
  }

  /// The path that a text in the syntax of JSONPath or JSON Pointer means; nil when it is still not a path.
  private static func repaired(_ text: String) -> String? {
    var names: [String] = []
    var name = ""
    var isPointer = false
    var rest = text[...]
    if rest.hasPrefix("#/") || rest.hasPrefix("/") {
      isPointer = true
      rest = rest.drop { $0 == "#" || $0 == "/" }
    }
    for character in rest {
      switch character {
      case ".", "[", "]":
        names.append(name)
        name = ""
      case "/" where isPointer:
        names.append(name)
        name = ""
      case "'", "\"": continue
      default: name.append(character)
      }
    }
    names.append(name)
    names = names.map { $0.trimmed }.filter { !$0.isEmpty }
    if names.first == "$" { names.removeFirst() }
    let repaired = names.joined(separator: ".")
    return repaired != text && !repaired.isEmpty && (try? PathText(repaired)) != nil ? repaired : nil
  }
}

/// What is wrong with a path, for the author of the schema file.
package struct PathError: Error, Equatable {
  package let reason: String
  package let advice: String

  init(_ reason: String, advice: String) {
    self.reason = reason
    self.advice = advice
  }

  /// - Parameter repaired: the right text, where it is clear.
  init(_ reason: String, _ repaired: String?) {
    self.init(reason, advice: repaired.map { "write \"\($0)\"" } ?? "write a.b.c")
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
