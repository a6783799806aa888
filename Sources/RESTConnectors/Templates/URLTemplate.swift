import GraphQLExecution
import JSON

/// The request target of a call: path and query, with variables. Values are percent-encoded.
package struct URLTemplate: Sendable, Equatable {
  /// A query parameter. Its name is encoded.
  package struct Parameter: Sendable, Equatable {
    package let name: String
    /// Nil for a parameter without `=`.
    package let value: [TemplatePart]?
  }

  /// The path that precedes every target of the service, without a slash at its end.
  package let prefix: String
  /// The segments of the path.
  package let segments: [[TemplatePart]]
  package let parameters: [Parameter]
  /// The indices of the parameters whose value differs between keys.
  package let keyedParameters: [Int]
  /// The texts between the variables of the first keyed parameter, which a key must not contain.
  private let keySeparators: [String]

  /// Splits resolved parts into path and query. Throws for literal text with characters that are not allowed in a URL.
  package init(prefix: String, parts: [TemplatePart]) throws(TemplateError) {
    var segments: [[TemplatePart]] = []
    var parameters: [(name: String, value: [TemplatePart]?)] = []
    var isQuery = false
    for part in parts {
      guard case .text(let text) = part else {
        if !isQuery {
          guard !segments.isEmpty else { throw TemplateError("a path must begin with \"/\"") }
          segments[segments.count - 1].append(part)
        } else {
          guard let last = parameters.indices.last, parameters[last].value != nil else {
            throw TemplateError("a placeholder is not allowed in the name of a query parameter")
          }
          parameters[last].value?.append(part)
        }
        continue
      }
      for character in text.unicodeScalars {
        guard Self.isAllowed(character) else {
          let advice = character == "{" || character == "}" ? "a placeholder is written {$args.name}" : "percent-encode it"
          throw TemplateError("\"\(character)\" is not allowed in a URL; \(advice)")
        }
        switch (character, isQuery) {
        case ("?", false):
          isQuery = true
          parameters.append(("", nil))
        case ("/", false): segments.append([])
        case (_, false):
          guard !segments.isEmpty else { throw TemplateError("a path must begin with \"/\"") }
          segments[segments.count - 1].appendText(character)
        case ("&", true): parameters.append(("", nil))
        case (_, true):
          let last = parameters.count - 1
          if parameters[last].value != nil {
            parameters[last].value?.appendText(character)
          } else if character == "=" {
            parameters[last].value = []
          } else {
            parameters[last].name.unicodeScalars.append(character)
          }
        }
      }
    }
    for part in segments.joined() {
      if let style = part.style, style.isWholeParameter {
        throw TemplateError("\"|\(style.rawValue)\" writes query parameters, not a path")
      }
    }
    for parameter in parameters {
      guard let style = (parameter.value ?? []).lazy.compactMap(\.style).first(where: \.isWholeParameter) else { continue }
      guard parameter.value?.count == 1 else {
        throw TemplateError(
          "\"|\(style.rawValue)\" writes whole parameters, so its placeholder is the whole value of one, as in "
            + "?\(parameter.name)={$args.\(parameter.name)|\(style.rawValue)}")
      }
    }
    self.prefix = prefix
    self.segments = segments
    let named = parameters.filter { !$0.name.isEmpty }.map { Parameter(name: $0.name, value: $0.value) }
    self.parameters = named
    keyedParameters = named.indices.filter { (named[$0].value ?? []).contains(where: \.isKeyed) }
    let keyed = keyedParameters.first.flatMap { named[$0].value } ?? []
    keySeparators = keyed.count { $0.isKeyed } > 1 ? Self.literalsBetweenVariables(keyed) : []
  }

  /// All variables, those of the path first.
  package var variables: [TemplateVariable] {
    segments.flatMap { $0.compactMap(\.variable) } + parameters.flatMap { ($0.value ?? []).compactMap(\.variable) }
  }

  // RFC 3986 §2: unreserved, reserved but for "#", and "%"
  private static func isAllowed(_ character: Unicode.Scalar) -> Bool {
    switch character {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: "-._~:/?[]@!$&'()*+,;=%".unicodeScalars.contains(character)
    }
  }
}

extension URLTemplate {
  /// The target of a call for one key.
  package func render(_ scope: TemplateScope, key: LoadKey) throws(RenderingError) -> String {
    var target = try renderPath(scope, key: key)
    var separator = "?"
    for parameter in parameters { try render(parameter, scope, key: key, into: &target, &separator) }
    return target
  }

  /// The target of one call for many keys. `keys` are the results of `keyText`, in order.
  package func render(_ scope: TemplateScope, keys: [String], asOneParameter: Bool) throws(RenderingError) -> String {
    var target = try renderPath(scope, key: .none)
    var separator = "?"
    let keyed = keyedParameters.first
    for (index, parameter) in parameters.enumerated() {
      if index == keyed {
        let values = asOneParameter ? [keys.joined(separator: ",")] : keys
        for value in values {
          target += separator + parameter.name + "=" + value
          separator = "&"
        }
      } else {
        try render(parameter, scope, key: .none, into: &target, &separator)
      }
    }
    return target
  }

  /// The text of one key in the parameter for the keys. Throws for a key that contains a separator, because the service would read another
  /// key.
  package func keyText(_ key: LoadKey, _ scope: TemplateScope, isSeparatedByComma: Bool) throws(RenderingError) -> String {
    guard let parameter = keyedParameters.first, let parts = parameters[parameter].value else { return "" }
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .variable(let variable), .styled(let variable, _):
        guard let value = scope.value(of: variable, key: key) else { throw RenderingError(message: "A part of the key is null.") }
        guard let plain = URLText.scalarText(value) else { throw RenderingError(message: "A key must be a scalar.") }
        if isSeparatedByComma && plain.utf8.contains(UInt8(ascii: ",")) { throw Self.separatorError(",") }
        for literal in keySeparators where plain.contains(literal) { throw Self.separatorError(literal) }
        guard let encoded = Self.encode(value, part.style, isQuery: true) else { throw RenderingError(message: "A key must be a scalar.") }
        text += encoded
      }
    }
    // A service may take a parameter without a value for all it has.
    if text.isEmpty { throw RenderingError(message: "The key is empty.") }
    return text
  }

  private static func separatorError(_ separator: String) -> RenderingError {
    RenderingError(message: "The key contains \"\(separator)\", which separates keys; use REPEAT or JSON.")
  }

  private static func literalsBetweenVariables(_ parts: [TemplatePart]) -> [String] {
    guard let first = parts.firstIndex(where: \.isKeyed), let last = parts.lastIndex(where: \.isKeyed) else { return [] }
    return parts[first...last].compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  private func renderPath(_ scope: TemplateScope, key: LoadKey) throws(RenderingError) -> String {
    var target = prefix
    for segment in segments {
      var text = ""
      for part in segment {
        switch part {
        case .text(let literal): text += literal
        case .variable(let variable), .styled(let variable, _):
          guard let value = scope.value(of: variable, key: key) else { throw RenderingError(message: "A value for the path is null.") }
          guard let encoded = Self.encode(value, part.style, isQuery: false) else {
            throw RenderingError(message: "An object is not allowed in a path.")
          }
          guard !encoded.isEmpty else { throw RenderingError(message: "A value for the path is empty.") }
          text += encoded
        }
      }
      // A dot segment would lead to another path (RFC 3986 §5.2.4). A raw value may have slashes, and so segments of its own.
      if segment.contains(where: { $0.variable != nil }),
        let dots = text.split(separator: "/", omittingEmptySubsequences: false).first(where: { $0 == "." || $0 == ".." })
      {
        throw RenderingError(message: "A value for the path is \"\(dots)\".")
      }
      target += "/" + text
    }
    return target.isEmpty ? "/" : target
  }

  /// Appends a parameter. One with an optional argument that is null or absent is left out. Throws when it also holds the key or a claim, because
  /// a call without them would ask for other objects.
  private func render(
    _ parameter: Parameter, _ scope: TemplateScope, key: LoadKey, into target: inout String, _ separator: inout String
  ) throws(RenderingError) {
    guard let parts = parameter.value else { return Self.append(parameter.name, nil, to: &target, &separator) }
    if case .styled(let variable, let style)? = parts.first, style.isWholeParameter {
      guard let value = scope.value(of: variable, key: key) else { return }
      guard let parameters = URLText.parameters(parameter.name, value, style) else {
        throw RenderingError(message: "A value for the query cannot be written as \(style.rawValue).")
      }
      for (name, value) in parameters { Self.append(name, value, to: &target, &separator) }
      return
    }
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .variable(let variable), .styled(let variable, _):
        guard let value = scope.value(of: variable, key: key) else {
          guard !parts.isSelective else { throw RenderingError(message: "A value for the query is null.") }
          return
        }
        guard let encoded = Self.encode(value, part.style, isQuery: true) else {
          throw RenderingError(message: "An object is not allowed in a query.")
        }
        text += encoded
      }
    }
    if text.isEmpty, parts.isSelective { throw RenderingError(message: "A value for the query is empty.") }
    Self.append(parameter.name, text, to: &target, &separator)
  }

  private static func append(_ name: String, _ value: String?, to target: inout String, _ separator: inout String) {
    target += separator
    target += name
    if let value {
      target += "="
      target += value
    }
    separator = "&"
  }

  private static func encode(_ value: JSONValue, _ style: PlaceholderStyle?, isQuery: Bool) -> String? {
    if let style { URLText.encode(value, style, isQuery: isQuery) } else { URLText.encode(value) }
  }
}

extension [TemplatePart] {
  fileprivate mutating func appendText(_ character: Unicode.Scalar) {
    if case .text(var text)? = last {
      text.unicodeScalars.append(character)
      self[count - 1] = .text(text)
    } else {
      append(.text(String(character)))
    }
  }
}

/// Why a call cannot be made with the given values. The field has an error, and no call is made.
package struct RenderingError: Error, Sendable, Equatable {
  package let message: String
}
