import GraphQLExecution
import JSON

/// The request target of a call: path and query, with variables. Values are encoded for the part of the target in which they stand.
package struct URLTemplate: Sendable, Equatable {
  /// A query parameter; its name is literal text, encoded.
  package struct Parameter: Sendable, Equatable {
    package let name: String
    /// Nil for a parameter without `=`.
    package let value: [TemplatePart]?
  }

  /// The path that precedes every target of the service, without a slash at its end.
  package let prefix: String
  /// The path's segments, each after its slash.
  package let segments: [[TemplatePart]]
  package let parameters: [Parameter]

  /// Splits resolved parts into path and query. Literal text must be what may stand in a URL.
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
            throw TemplateError("a placeholder cannot stand in the name of a query parameter")
          }
          parameters[last].value?.append(part)
        }
        continue
      }
      for character in text.unicodeScalars {
        guard Self.isAllowed(character) else { throw TemplateError("\"\(character)\" cannot stand in a URL; write it percent-encoded") }
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
    self.prefix = prefix
    self.segments = segments
    self.parameters = parameters.filter { !$0.name.isEmpty }.map { Parameter(name: $0.name, value: $0.value) }
  }

  /// All variables, in the path first.
  package var variables: [TemplateVariable] {
    segments.flatMap { $0.compactMap(\.variable) } + parameters.flatMap { ($0.value ?? []).compactMap(\.variable) }
  }

  /// The places of the parameters whose value differs from key to key.
  package var keyedParameters: [Int] {
    parameters.indices.filter { (parameters[$0].value ?? []).contains(where: \.isKeyed) }
  }

  // RFC 3986 §2: unreserved, reserved but for "#", and "%"
  private static func isAllowed(_ character: Unicode.Scalar) -> Bool {
    switch character {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: "-._~:/?[]@!$&'()*+,;=%".unicodeScalars.contains(character)
    }
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
