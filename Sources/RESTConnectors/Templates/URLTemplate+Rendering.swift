import GraphQLExecution

/// Why a call cannot be made with the values at hand: an error of the field, and no call goes out.
package struct RenderingError: Error, Sendable, Equatable {
  package let message: String
}

extension URLTemplate {
  /// The target of a call for one key.
  package func render(_ scope: TemplateScope, key: LoadKey) throws(RenderingError) -> String {
    var target = try renderPath(scope, key: key)
    var separator = "?"
    for parameter in parameters {
      guard let value = try renderParameter(parameter, scope, key: key) else { continue }
      target += separator + parameter.name + value
      separator = "&"
    }
    return target
  }

  /// The target of one call for many keys. `keys` are the parts that `keyText` has made of them, in order.
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
      } else if let value = try renderParameter(parameter, scope, key: .none) {
        target += separator + parameter.name + value
        separator = "&"
      }
    }
    return target
  }

  /// One key as the text of the parameter that holds the keys. A key that holds a separator would read back as another key, so it is refused.
  package func keyText(_ key: LoadKey, _ scope: TemplateScope, isSeparatedByComma: Bool) throws(RenderingError) -> String {
    guard let parameter = keyedParameters.first, let parts = parameters[parameter].value else { return "" }
    let variables = parts.count { $0.isKeyed }
    let between = variables > 1 ? literalsBetweenVariables(parts) : []
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .variable(let variable):
        guard let value = scope.value(of: variable, key: key) else { throw RenderingError(message: "A part of the key is null.") }
        guard let plain = URLText.scalarText(value) else { throw RenderingError(message: "A key must be a scalar.") }
        if part.isKeyed {
          if isSeparatedByComma && plain.utf8.contains(UInt8(ascii: ",")) { throw Self.separatorError(",") }
          for literal in between where plain.contains(literal) { throw Self.separatorError(literal) }
        }
        guard let encoded = URLText.encode(value) else { throw RenderingError(message: "A key must be a scalar.") }
        text += encoded
      }
    }
    return text
  }

  private static func separatorError(_ separator: String) -> RenderingError {
    RenderingError(message: "The key holds \"\(separator)\", which separates keys here; batch it as REPEAT or JSON.")
  }

  private func literalsBetweenVariables(_ parts: [TemplatePart]) -> [String] {
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
        case .variable(let variable):
          guard let value = scope.value(of: variable, key: key) else { throw RenderingError(message: "A value for the path is null.") }
          guard let encoded = URLText.encode(value) else { throw RenderingError(message: "An object cannot stand in a path.") }
          guard !encoded.isEmpty else { throw RenderingError(message: "A value for the path is empty.") }
          text += encoded
        }
      }
      // A dot segment would leave the path that the schema names (RFC 3986 §5.2.4).
      if segment.contains(where: { $0.variable != nil }) && (text == "." || text == "..") {
        throw RenderingError(message: "A value for the path is \"\(text)\".")
      }
      target += "/" + text
    }
    return target.isEmpty ? "/" : target
  }

  /// `=value`, or nothing for a parameter without one; nil when a placeholder is null or absent, and the parameter is left out.
  private func renderParameter(_ parameter: Parameter, _ scope: TemplateScope, key: LoadKey) throws(RenderingError) -> String? {
    guard let parts = parameter.value else { return "" }
    var text = "="
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .variable(let variable):
        guard let value = scope.value(of: variable, key: key) else { return nil }
        guard let encoded = URLText.encode(value) else { throw RenderingError(message: "An object cannot stand in a query.") }
        text += encoded
      }
    }
    return text
  }
}
