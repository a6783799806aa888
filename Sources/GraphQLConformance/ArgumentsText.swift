import GraphQLLanguage
import GraphQLSchema
import JSON

/// Coerced arguments as JSON text with sorted keys and without whitespace.
///
/// Numbers are normalised: a `Float` has the shortest digits and a fraction, in whatever form it was given.
struct ArgumentsText {
  let schema: Schema

  func text(of arguments: JSONObject, _ definitions: [InputValueDefinition]) -> String {
    object(arguments, definitions)
  }

  private func object(_ object: JSONObject, _ definitions: [InputValueDefinition]?) -> String {
    let members = object.members.sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
    let texts = members.map { member in
      let type = definitions?.first { $0.name.value == member.name }?.type
      return "\(JSONValue.string(member.name).text):\(value(member.value, type))"
    }
    return "{\(texts.joined(separator: ","))}"
  }

  /// - Parameter type: nil for a value inside a custom scalar.
  private func value(_ value: JSONValue, _ type: TypeReference?) -> String {
    switch value {
    case .number(let text): return number(text, isFloat: type?.namedType.value == "Float")
    case .array(let elements): return "[\(elements.map { self.value($0, type?.elementType) }.joined(separator: ","))]"
    case .object(let object):
      guard let type, case .inputObject(let input) = schema.namedType(of: type) else { return self.object(object, nil) }
      return self.object(object, input.fields)
    default: return value.text
    }
  }

  private func number(_ text: String, isFloat: Bool) -> String {
    guard isFloat || text.contains(where: { ".eE".contains($0) }), let value = Double(text), value.isFinite else { return text }
    return JSONNumber.text(of: value)
  }
}

extension TypeReference {
  /// The type of a list's elements; the type itself when it is not a list.
  fileprivate var elementType: TypeReference {
    switch self {
    case .nonNull(let inner, _): inner.elementType
    case .list(let inner, _): inner
    case .named: self
    }
  }
}
