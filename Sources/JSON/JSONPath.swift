/// A path from a value to a value inside it: `a.b.0.c`. A numeric step is an index in an array and a name in an object.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
  public struct Step: Sendable, Hashable {
    /// The name of a member in UTF-8.
    public let name: [UInt8]
    /// The list index that the name represents, if any.
    public let index: Int?
  }

  /// The steps as they are stored: a step's name ends in `names` where the next one starts, so that following a path retains nothing.
  private struct StoredStep: Sendable, Hashable {
    let end: Int
    let index: Int?
  }

  /// One object, so that a copy of a path retains one reference.
  private final class Content: Sendable {
    let steps: [Step]
    /// The names of all steps, joined.
    let names: [UInt8]
    let storedSteps: [StoredStep]

    init(_ steps: [Step]) {
      self.steps = steps
      var names: [UInt8] = []
      storedSteps = steps.map { step in
        names += step.name
        return StoredStep(end: names.count, index: step.index)
      }
      self.names = names
    }
  }

  private let content: Content

  /// The steps, outermost first; empty for the value itself.
  public var steps: [Step] { content.steps }

  /// The name of the only step; nil for other paths.
  public var singleName: [UInt8]? { content.storedSteps.count == 1 ? content.names : nil }

  public init(steps: [Step]) { content = Content(steps) }

  public static func == (left: JSONPath, right: JSONPath) -> Bool {
    left.content === right.content || left.content.steps == right.content.steps
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(content.steps) }

  /// Splits a text at its dots. Nil when a step is empty; the empty text is the empty path.
  public init?(_ text: String) {
    let path = JSONPath(stringLiteral: text)
    guard path.steps.allSatisfy({ !$0.name.isEmpty }) else { return nil }
    self = path
  }

  /// The empty path, which leads to the value itself.
  public init() {
    self.init(steps: [])
  }

  /// Splits a literal at its dots. An empty step is the member with the empty name; the empty literal is the empty path.
  public init(stringLiteral text: String) {
    let parts = text.isEmpty ? [] : text.split(separator: ".", omittingEmptySubsequences: false)
    self.init(
      steps: parts.map { part in
        let isIndex = !part.isEmpty && part.utf8.count <= 9 && part.utf8.allSatisfy { $0 &- 0x30 < 10 }
        return Step(name: Array(part.utf8), index: isIndex ? Int(part) : nil)
      })
  }

  public init(member: String) {
    self.init(steps: [Step(name: Array(member.utf8), index: nil)])
  }

  /// Concatenates paths.
  public init(joining paths: [JSONPath]) {
    self.init(steps: paths.flatMap(\.steps))
  }

  /// The steps, joined with dots.
  public var description: String {
    steps.map { String(decoding: $0.name, as: UTF8.self) }.joined(separator: ".")
  }

  /// The index of the node at the path from a node; nil when there is none.
  @inline(__always)
  func node(in tape: JSONTape, from index: Int) -> Int? {
    let content = content
    return content.names.withUnsafeBufferPointer { names in
      if content.storedSteps.count == 1, content.storedSteps[0].index == nil { return tape.member(names, of: index) }
      var current = index
      var start = 0
      for step in content.storedSteps {
        let next: Int?
        if let element = step.index, tape.nodes[current].kind == .array {
          next = tape.element(element, of: current)
        } else {
          next = tape.member(UnsafeBufferPointer(rebasing: names[start..<step.end]), of: current)
        }
        guard let next else { return nil }
        current = next
        start = step.end
      }
      return current
    }
  }
}

extension JSONPath {
  /// Whether an object on the path from a node lacks the member that the path names.
  func isAbsent(in tape: JSONTape, from index: Int) -> Bool {
    content.names.withUnsafeBufferPointer { names in
      var current = index
      var start = 0
      for step in content.storedSteps {
        guard tape.nodes[current].kind == .object else { return false }
        guard let next = tape.member(UnsafeBufferPointer(rebasing: names[start..<step.end]), of: current) else { return true }
        current = next
        start = step.end
      }
      return false
    }
  }
}

extension JSONView {
  /// Whether an object on the path lacks the member that the path names. A null on the way is a value, so what is below it is not absent.
  public func isAbsent(at path: JSONPath) -> Bool {
    path.isAbsent(in: tape, from: index)
  }

  /// The value at a path; nil when there is none.
  public func value(at path: JSONPath) -> JSONView? {
    view(at: path.node(in: tape, from: index))
  }
}
