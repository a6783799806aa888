import JSON

extension InputSource {
  /// The source of the value that the rest of the path is in.
  var firstStep: InputSource {
    let step = path.steps.first.map { JSONPath(member: String(decoding: $0.name, as: UTF8.self)) }
    return InputSource(layer: layer, path: step ?? path, isKey: isKey)
  }
}

extension JSONValue {
  /// The value at a path. A list on the way gives the list of the values in its elements. Null when there is none.
  func collected(at steps: ArraySlice<JSONPath.Step>) -> JSONValue {
    guard let step = steps.first else { return self }
    switch self {
    case .array(let elements): return .array(elements.map { $0.collected(at: steps) })
    case .object: return (self[String(decoding: step.name, as: UTF8.self)] ?? .null).collected(at: steps.dropFirst())
    default: return .null
    }
  }
}
