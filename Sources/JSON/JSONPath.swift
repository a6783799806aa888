/// The way from a value to one inside it: `a.b.0.c`. A numeric step indexes a list, and names a member of an object.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// One step.
  public struct Step: Sendable, Hashable {
    /// The step's text in UTF-8: a member name.
    public let name: [UInt8]
    /// The list index that the text spells, if it does.
    public let index: Int?
  }

  /// The steps, outermost first. Empty is the value itself.
  public let steps: [Step]

  /// Splits a text at its dots. Nil when a step is empty; the empty text is the empty path.
  public init?(_ text: String) {
    let path = JSONPath(stringLiteral: text)
    guard path.steps.allSatisfy({ !$0.name.isEmpty }) else { return nil }
    self = path
  }

  /// The empty path: the value itself.
  public init() {
    steps = []
  }

  /// A path from a literal, split at its dots. An empty step is the member of the empty name; the empty literal is the empty path.
  public init(stringLiteral text: String) {
    let parts = text.isEmpty ? [] : text.split(separator: ".", omittingEmptySubsequences: false)
    steps = parts.map { part in
      let isIndex = !part.isEmpty && part.utf8.count <= 9 && part.utf8.allSatisfy { $0 &- 0x30 < 10 }
      return Step(name: Array(part.utf8), index: isIndex ? Int(part) : nil)
    }
  }

  /// A path of one member.
  public init(member: String) {
    steps = [Step(name: Array(member.utf8), index: nil)]
  }

  /// Several ways, one after the other.
  public init(joining paths: [JSONPath]) {
    steps = paths.flatMap(\.steps)
  }

  /// The steps with dots between.
  public var description: String {
    steps.map { String(decoding: $0.name, as: UTF8.self) }.joined(separator: ".")
  }
}

extension JSONView {
  /// The value at a path; nil when a step leads nowhere.
  public func value(at path: JSONPath) -> JSONView? {
    var place = index
    path.steps.withUnsafeBufferPointer { steps in
      for step in steps.indices where place >= 0 {
        if let element = steps[step].index, tape.nodes[place].kind == .array {
          place = tape.element(element, of: place)
        } else {
          place = steps[step].name.withUnsafeBufferPointer { tape.member($0, of: place) }
        }
      }
    }
    return view(at: place)
  }
}
