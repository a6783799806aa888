import GraphQLLanguage

/// Makes entities of the types that an operation fetches by a key, and references of the members that hold such a key.
struct OpenAPIEntities {
  private struct Entity {
    let type: String
    /// The field that is the key.
    let key: String
  }

  private var entities: [Entity] = []

  /// Adds `@key` and `@rest` to the types.
  mutating func addKeys(_ fields: OpenAPIFields, _ types: inout OpenAPITypes) {
    for getter in fields.getters {
      guard let definition = types.definition(getter.type), let key = Self.key(of: definition, getter, types) else { continue }
      var rest = "GET: \(Printer.stringLiteral(getter.template(key)))"
      if key == "id", let list = fields.idLists[getter.collection], list.type == getter.type {
        let encoding = list.isRepeated ? ", as: REPEAT" : ""
        rest =
          "GET: \(Printer.stringLiteral("\(OpenAPIFields.literalPath(getter.collection[...]))?\(list.parameter)={$keys.id}")), batch: { by: \"id\"\(encoding) }"
      }
      let path = definition.fields.first { $0.name == key }?.path
      if path != nil, rest.contains("batch:") { continue }
      types.update(getter.type) {
        $0.entityDirectives = [
          "@key(fields: \(Printer.stringLiteral(key)))", "@rest(service: \(Printer.stringLiteral(getter.service)), \(rest))",
        ]
      }
      entities.append(Entity(type: getter.type, key: key))
    }
  }

  /// The field that the path's parameter takes: the one of its name, else the identifier, else the name by which people know such an object.
  private static func key(of definition: OpenAPIDefinition, _ getter: OpenAPIFields.Getter, _ types: OpenAPITypes) -> String? {
    func fits(_ name: String) -> Bool {
      guard let field = definition.fields.first(where: { $0.name == name || $0.property == name }), types.isLeaf(field.namedType),
        !field.type.hasPrefix("[")
      else { return false }
      // A number is not what the text in the path means, and the other way round.
      switch getter.parameterKind {
      case "string": return !field.isNumber
      case "integer": return field.isNumber
      default: return true
      }
    }
    func field(_ name: String) -> String? {
      fits(name) ? definition.fields.first { $0.name == name || $0.property == name }?.name : nil
    }
    let parameter = getter.parameter
    if let same = field(parameter) { return same }
    let words = parameter.lowercased().filter { $0 != "_" && $0 != "-" }
    // A parameter that says that it is an identifier may be described as a text where the member is a number.
    if words.hasSuffix("id"), let id = definition.fields.first(where: { $0.property == "id" }), types.isLeaf(id.type.filter { $0 != "!" }) {
      return id.name
    }
    // `/charges/{charge}` takes the identifier of a charge, unless that is a number and the parameter a text: `/orgs/{org}`.
    if let id = field("id") ?? field("uuid") { return id }
    return ["login", "slug", "username", "key", "code", "name", "handle"].lazy.compactMap(field).first
  }

  /// Turns `customerId` into a reference beside it, where `Customer` is an entity.
  func addReferences(_ types: inout OpenAPITypes) {
    for definition in types.definitions {
      guard case .object = definition.kind else { continue }
      var added: [OpenAPIDefinition.Field] = []
      for field in definition.fields where types.isLeaf(field.namedType) {
        guard let property = field.property, let stem = Self.stem(of: property), let entity = entity(named: stem),
          entity.type != definition.name || !["id", entity.key].contains(field.name), let path = field.path ?? field.property.map({ $0 })
        else { continue }
        let isList = field.type.hasPrefix("[")
        let name = isList ? stem + "s" : stem
        guard GraphQLNames.isValid(name), !(definition.fields + added).contains(where: { $0.name == name }) else { continue }
        added.append(
          .init(
            name: name, type: isList ? "[\(entity.type)]" : entity.type, description: nil, path: path, isDeprecated: false, property: nil))
      }
      if !added.isEmpty { types.update(definition.name) { $0.fields += added } }
    }
  }

  private func entity(named stem: String) -> Entity? {
    let wanted = stem.lowercased().filter { $0 != "_" }
    return entities.first { $0.type.lowercased() == wanted && $0.key == "id" }
  }

  /// `customer` of `customerId`, `customer_id` and `customer_ids`; nil for other names.
  private static func stem(of property: String) -> String? {
    for ending in ["_ids", "Ids", "IDs", "_id", "Id", "ID"] where property.hasSuffix(ending) && property.count > ending.count {
      return String(property.dropLast(ending.count))
    }
    return nil
  }
}
