import HTTPCore
import JSON

/// What a server of the stack answered.
public struct StackAnswer: Sendable, CustomStringConvertible {
  /// The three digits.
  public let status: Int
  /// The header fields.
  public let headers: HTTPFields
  /// The content as text.
  public let text: String

  /// The content as JSON; throws when it is none.
  public var json: JSONValue {
    get throws { try JSONValue(parsing: text) }
  }

  /// A value inside the content by its path, for instance `data.items.0.quantity`; nil when nothing lies there.
  public func value(_ path: String) throws -> JSONValue? { try json.value(path) }

  /// A string inside the content; throws, with the whole answer, when there is none.
  public func string(_ path: String) throws -> String {
    guard let text = try value(path)?.string else { throw UnexpectedAnswer(description: "no string at \(path) in: \(self)") }
    return text
  }

  /// This answer, when it has the status; throws it otherwise.
  @discardableResult
  public func expecting(_ status: Int) throws -> StackAnswer {
    guard self.status == status else { throw UnexpectedAnswer(description: "expected status \(status), got: \(self)") }
    return self
  }

  /// Status and content.
  public var description: String { "\(status) \(text)" }
}

/// An answer that a test cannot go on with.
public struct UnexpectedAnswer: Error, CustomStringConvertible {
  /// What was expected, and the answer.
  public let description: String

  /// An answer told in words.
  public init(description: String) { self.description = description }
}

extension JSONValue {
  /// A value inside this one by its path; a number in the path counts an array's elements from 0.
  public func value(_ path: String) -> JSONValue? {
    var found: JSONValue? = self
    for step in path.split(separator: ".") {
      if let index = Int(step), case .array = found { found = found?[index] } else { found = found?[String(step)] }
    }
    return found
  }

  /// A number's text as it was written; nil on another kind.
  public var numberText: String? {
    if case .number(let text) = self { text } else { nil }
  }
}
