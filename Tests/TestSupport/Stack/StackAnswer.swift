import HTTPCore
import JSON

/// A response of a server of the stack.
public struct StackAnswer: Sendable, CustomStringConvertible {
  public let status: Int
  public let headers: HTTPFields
  public let text: String

  /// The content as JSON; throws if it is not JSON.
  public var json: JSONValue {
    get throws { try JSONValue(parsing: text) }
  }

  /// A value of the content by its path, such as `data.items.0.quantity`; nil if it does not exist.
  public func value(_ path: String) throws -> JSONValue? { try json.value(path) }

  /// A string of the content; throws the response if it does not exist.
  public func string(_ path: String) throws -> String {
    guard let text = try value(path)?.string else { throw UnexpectedAnswer(description: "no string at \(path) in: \(self)") }
    return text
  }

  /// This response; throws it unless it has the status.
  @discardableResult
  public func expecting(_ status: Int) throws -> StackAnswer {
    guard self.status == status else { throw UnexpectedAnswer(description: "expected status \(status), got: \(self)") }
    return self
  }

  public var description: String { "\(status) \(text)" }
}

/// An unexpected response.
public struct UnexpectedAnswer: Error, CustomStringConvertible {
  public let description: String

  public init(description: String) { self.description = description }
}

extension JSONValue {
  /// A value by its path; a number in the path is an index of an array.
  public func value(_ path: String) -> JSONValue? {
    var found: JSONValue? = self
    for step in path.split(separator: ".") {
      if let index = Int(step), case .array = found { found = found?[index] } else { found = found?[String(step)] }
    }
    return found
  }

  /// The text of a number; nil for other kinds.
  public var numberText: String? {
    if case .number(let text) = self { text } else { nil }
  }
}
