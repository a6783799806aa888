import GraphQLExecution
import JSON

/// A resolved placeholder: where its value is in a request.
package enum TemplateVariable: Sendable, Equatable {
  /// The loader's input with this index: `$keys` and `$this`.
  case input(Int)
  /// The whole key as an object: `{$keys}`.
  case wholeKey
  /// A path in the arguments.
  case argument(JSONPath)
  /// A path in the caller's claims.
  case claim(JSONPath)
}

/// A part of a resolved template.
package enum TemplatePart: Sendable, Equatable {
  /// Encoded text.
  case text(String)
  /// A value that each request replaces.
  case variable(TemplateVariable)
  /// The same, written in a style.
  case styled(TemplateVariable, PlaceholderStyle)

  package var variable: TemplateVariable? {
    switch self {
    case .text: nil
    case .variable(let variable), .styled(let variable, _): variable
    }
  }

  package var style: PlaceholderStyle? {
    if case .styled(_, let style) = self { style } else { nil }
  }

  /// Whether the value differs between keys.
  package var isKeyed: Bool {
    switch variable {
    case .input, .wholeKey: true
    default: false
    }
  }
}

extension [TemplatePart] {
  /// Whether the text says whose objects are meant: it holds a part of the key, or a claim of the caller. Without it, a call would ask for others.
  package var isSelective: Bool {
    contains { part in
      if case .claim? = part.variable { return true }
      return part.isKeyed
    }
  }
}

/// The values of variables in one call.
package struct TemplateScope: Sendable {
  package var arguments: JSONObject
  /// The names of the key's fields, for `{$keys}`.
  package var inputNames: [String]
  /// Nil for an anonymous caller.
  package var claims: CallerClaims?

  package init(arguments: JSONObject = [:], inputNames: [String] = [], claims: CallerClaims? = nil) {
    self.arguments = arguments
    self.inputNames = inputNames
    self.claims = claims
  }

  /// The value of a variable; nil when it is absent or null.
  package func value(of variable: TemplateVariable, key: LoadKey) -> JSONValue? {
    let value: JSONValue?
    switch variable {
    case .input(let index): value = key.value(at: index)
    case .wholeKey: value = .object(JSONObject(zip(inputNames, key.values).lazy.map { (name: $0, value: $1) }))
    case .argument(let path): value = walk(path)
    case .claim(let path): value = claims?.value(at: path).map { JSONValue($0) }
    }
    return value == .null ? nil : value
  }

  private func walk(_ path: JSONPath) -> JSONValue? { Self.value(at: path.steps[...], in: .object(arguments)) }

  /// A name leads through a list to the list of the values in its elements. An element without the value is null in it.
  private static func value(at steps: ArraySlice<JSONPath.Step>, in value: JSONValue) -> JSONValue? {
    guard let step = steps.first else { return value }
    guard case .array(let elements) = value else {
      return value[String(decoding: step.name, as: UTF8.self)].flatMap { self.value(at: steps.dropFirst(), in: $0) }
    }
    if let index = step.index {
      return elements.indices.contains(index) ? self.value(at: steps.dropFirst(), in: elements[index]) : nil
    }
    return .array(elements.map { self.value(at: steps, in: $0) ?? .null })
  }
}
