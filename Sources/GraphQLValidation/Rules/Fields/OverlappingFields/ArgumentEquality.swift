import GraphQLLanguage

/// Whether two fields have the same arguments, in any order.
enum ArgumentEquality {
  static func areSame(_ left: [Argument], _ right: [Argument]) -> Bool {
    if left.isEmpty, right.isEmpty { return true }
    guard left.count == right.count else { return false }
    if left.count == 1 { return left[0].name.value == right[0].name.value && areSame(left[0].value, right[0].value) }
    let values = Dictionary(right.map { ($0.name.value, $0.value) }, uniquingKeysWith: { _, last in last })
    return left.allSatisfy { argument in values[argument.name.value].map { areSame(argument.value, $0) } ?? false }
  }

  /// Whether two values are equal in the source, except for the order of object fields.
  static func areSame(_ left: Value, _ right: Value) -> Bool {
    switch (left.content, right.content) {
    case (.variable(let left), .variable(let right)), (.int(let left), .int(let right)), (.float(let left), .float(let right)),
      (.enumeration(let left), .enumeration(let right)):
      return left == right
    case (.string(let left, let leftIsBlock), .string(let right, let rightIsBlock)):
      return leftIsBlock == rightIsBlock && left.utf8.elementsEqual(right.utf8)
    case (.boolean(let left), .boolean(let right)): return left == right
    case (.null, .null): return true
    case (.list(let left), .list(let right)): return left.count == right.count && zip(left, right).allSatisfy { areSame($0, $1) }
    case (.object(let left), .object(let right)):
      guard left.count == right.count else { return false }
      return zip(sorted(left), sorted(right)).allSatisfy { $0.name.value == $1.name.value && areSame($0.value, $1.value) }
    default: return false
    }
  }

  private static func sorted(_ fields: [Value.ObjectField]) -> [Value.ObjectField] {
    fields.count < 2 ? fields : fields.sorted { $0.name.value < $1.name.value }
  }
}
