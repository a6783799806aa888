/// A path from a value to a value inside it: `a.b.0.c`. A numeric step is an index in an array and a name in an object.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
  public struct Step: Sendable, Hashable {
    /// The name of a member in UTF-8.
    public let name: [UInt8]
    /// The list index that the name represents, if any.
    public let index: Int?
  }

  /// The steps, outermost first; empty for the value itself.
  public let steps: [Step]

  /// Splits a text at its dots. Nil when a step is empty; the empty text is the empty path.
  public init?(_ text: String) {
    let path = JSONPath(stringLiteral: text)
    guard path.steps.allSatisfy({ !$0.name.isEmpty }) else { return nil }
    self = path
  }

  /// The empty path, which leads to the value itself.
  public init() {
    steps = []
  }

  /// Splits a literal at its dots. An empty step is the member with the empty name; the empty literal is the empty path.
  public init(stringLiteral text: String) {
    let parts = text.isEmpty ? [] : text.split(separator: ".", omittingEmptySubsequences: false)
    steps = parts.map { part in
      let isIndex = !part.isEmpty && part.utf8.count <= 9 && part.utf8.allSatisfy { $0 &- 0x30 < 10 }
      return Step(name: Array(part.utf8), index: isIndex ? Int(part) : nil)
    }
  }

  public init(member: String) {
    steps = [Step(name: Array(member.utf8), index: nil)]
  }

  /// Concatenates paths.
  public init(joining paths: [JSONPath]) {
    steps = paths.flatMap(\.steps)
  }

  /// The steps, joined with dots.
  public var description: String {
    steps.map { String(decoding: $0.name, as: UTF8.self) }.joined(separator: ".")
  }
}

extension JSONView {
  /// The value at a path; nil when there is none.
  public func value(at path: JSONPath) -> JSONView? {
    var current: Int? = index
    path.steps.withUnsafeBufferPointer { steps in
      for step in steps.indices {
        guard let value = current else { return }
        if let element = steps[step].index, tape.nodes[value].kind == .array {
          current = tape.element(element, of: value)
        } else {
          current = steps[step].name.withUnsafeBufferPointer { tape.member($0, of: value) }
        }
      }
    }
    return view(at: current)
  }
}
