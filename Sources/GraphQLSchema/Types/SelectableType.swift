import GraphQLLanguage

/// A type, prepared for the validation of selections: its fields include the meta-fields.
package final class SelectableType: Sendable {
  package let type: NamedType
  /// A scalar or an enum.
  package let isLeaf: Bool
  /// An object, an interface or a union.
  package let isComposite: Bool
  private let fields: NameTable<SelectableField>

  fileprivate init(_ type: NamedType, fields: NameTable<SelectableField>) {
    self.type = type
    isLeaf = type.isLeaf
    isComposite = type.isComposite
    self.fields = fields
  }

  /// The field that a selection of this name selects.
  package func field(_ name: String) -> SelectableField? { fields[name] }
}

/// A field, prepared for the validation of selections.
package final class SelectableField: Sendable {
  package let definition: FieldDefinition
  package let requiredArguments: [InputValueDefinition]
  /// The number of the name among all field names of the schema.
  package let nameNumber: Int
  /// The index of the named type inside the type of the field; nil when there is none.
  fileprivate let typeNumber: Int?

  private let arguments: [SelectableArgument]

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

/// An argument, prepared for the validation of its value.
package struct SelectableArgument: Sendable {
  let name: String
  package let type: TypeReference
  package let hasDefaultValue: Bool

  package init(_ definition: InputValueDefinition) {
    name = definition.name.value
    type = definition.type
    hasDefaultValue = definition.defaultValue != nil
  }
}

/// All types of a schema, prepared so that a selected field and its type cost one look-up by name.
struct SelectableTypes {
  private let types: [SelectableType]
  private let numbers: NameTable<Int>
  /// The number of each field name.
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
  package func selectableType(_ name: String) -> SelectableType? { selectableTypes[name] }

  /// The named type inside the type of a field.
  package func selectableType(of field: SelectableField) -> SelectableType? { selectableTypes[field] }

  /// The number of different field names in the schema.
  package var fieldNameCount: Int { selectableTypes.fieldNameCount }

  /// The number of a field name among all field names of the schema; nil when no field has the name.
  package func fieldNameNumber(_ name: String) -> Int? { selectableTypes.fieldNames[name] }
}
