import GraphQLLanguage

/// A type as selections meet it: the fields that can be selected from it, meta-fields included.
package final class SelectableType: Sendable {
  /// The type itself.
  package let type: NamedType
  /// Whether it has no fields to select: a scalar or an enum.
  package let isLeaf: Bool
  /// Whether it has fields to select: an object, an interface or a union.
  package let isComposite: Bool
  private let fields: NameTable<SelectableField>

  fileprivate init(_ type: NamedType, fields: NameTable<SelectableField>) {
    self.type = type
    isLeaf = type.isLeaf
    isComposite = type.isComposite
    self.fields = fields
  }

  /// The field that a selection of a name means; nil when there is none.
  package func field(_ name: String) -> SelectableField? { fields[name] }
}

/// A field with what a selection of it needs to know.
package final class SelectableField: Sendable {
  /// Its definition.
  package let definition: FieldDefinition
  /// The arguments that must be given.
  package let requiredArguments: [InputValueDefinition]
  /// The number of its name among the names of the schema's fields.
  package let nameNumber: Int
  /// The number of the named type inside its type; nil when there is none of that name.
  fileprivate let typeNumber: Int?

  private let arguments: [SelectableArgument]

  /// Its argument of a name; nil when there is none.
  package func argument(_ name: String) -> SelectableArgument? {
    for argument in arguments where argument.name == name { return argument }
    return nil
  }

  fileprivate init(_ definition: FieldDefinition, nameNumber: Int, typeNumber: Int?) {
    self.definition = definition
    self.nameNumber = nameNumber
    arguments = definition.arguments.map(SelectableArgument.init)
    requiredArguments = definition.arguments.filter(\.isRequired)
    self.typeNumber = typeNumber
  }
}

/// An argument with what a value for it needs to know.
package struct SelectableArgument: Sendable {
  let name: String
  /// The type that a value must have.
  package let type: TypeReference
  /// Whether it need not be given.
  package let hasDefaultValue: Bool

  /// What a definition says.
  package init(_ definition: InputValueDefinition) {
    name = definition.name.value
    type = definition.type
    hasDefaultValue = definition.defaultValue != nil
  }
}

/// All types of a schema as selections meet them, so that a selected field and its type cost one look-up by name.
struct SelectableTypes {
  private let types: [SelectableType]
  private let numbers: NameTable<Int>
  /// The numbers of the fields' names, from 0 on.
  fileprivate let fieldNames: NameTable<Int>
  fileprivate let fieldNameCount: Int

  init(_ namedTypes: [NamedType], queryType: String?) {
    let numbers = Dictionary(namedTypes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.numbers = NameTable(numbers.map { ($0.key, $0.value) })
    var nameNumbers: [String: Int] = [:]
    types = namedTypes.map { type in
      var fields: [(String, SelectableField)] = []
      func add(_ definition: FieldDefinition) {
        let name = definition.name.value
        let nameNumber = nameNumbers[name] ?? nameNumbers.count
        nameNumbers[name] = nameNumber
        let typeNumber = numbers[definition.type.namedType.value]
        fields.append((name, SelectableField(definition, nameNumber: nameNumber, typeNumber: typeNumber)))
      }
      if type.isComposite { add(BuiltInDefinitions.typenameField) }
      if type.name == queryType {
        add(BuiltInDefinitions.schemaField)
        add(BuiltInDefinitions.typeField)
      }
      type.fields.forEach(add)
      return SelectableType(type, fields: NameTable(fields))
    }
    fieldNames = NameTable(nameNumbers.map { ($0.key, $0.value) })
    fieldNameCount = nameNumbers.count
  }

  subscript(_ name: String) -> SelectableType? { numbers[name].map { types[$0] } }

  subscript(_ field: SelectableField) -> SelectableType? { field.typeNumber.map { types[$0] } }
}

extension Schema {
  /// A type as selections meet it; nil when there is none of that name.
  package func selectableType(_ name: String) -> SelectableType? { selectableTypes[name] }

  /// The named type inside a field's type; nil when the schema has none of that name.
  package func selectableType(of field: SelectableField) -> SelectableType? { selectableTypes[field] }

  /// How many names the fields of the schema have.
  package var fieldNameCount: Int { selectableTypes.fieldNameCount }

  /// The number of a name among those of the schema's fields; nil when no field has it.
  package func fieldNameNumber(_ name: String) -> Int? { selectableTypes.fieldNames[name] }
}
