import GraphQLLanguage
import GraphQLSchema

/// Finds the changes between two API schemas, as graphql-js's findBreakingChanges() and findDangerousChanges() define them, and safe ones.
package struct SchemaDiff {
  /// The changes by severity, in the order of the schemas.
  package private(set) var changes: [SchemaChange] = []

  private let old: Schema
  private let new: Schema

  package init(from old: Schema, to new: Schema) {
    self.old = old
    self.new = new
    compareTypes()
    compareDirectives()
    let severities = SchemaChange.Severity.allCases
    changes = severities.flatMap { severity in changes.filter { $0.kind.severity == severity } }
  }

  private mutating func add(_ kind: SchemaChange.Kind, _ coordinate: String, _ message: String) {
    changes.append(SchemaChange(kind: kind, coordinate: coordinate, message: message))
  }

  // MARK: types

  private mutating func compareTypes() {
    for type in old.types where !old.isIntrospectionType(type.name) {
      guard let other = new.type(type.name) else {
        let isBuiltIn = BuiltInDefinitions.scalarNames.contains(type.name)
        let reason = isBuiltIn ? ", because nothing refers to it any more" : ""
        add(.typeRemoved, type.name, "The type \(type.name) was removed\(reason).")
        continue
      }
      compare(type, other)
    }
    for type in new.types where old.type(type.name) == nil && !BuiltInDefinitions.scalarNames.contains(type.name) {
      add(.typeAdded, type.name, "The type \(type.name) was added.")
    }
  }

  private mutating func compare(_ old: NamedType, _ new: NamedType) {
    switch (old, new) {
    case (.scalar, .scalar): break
    case (.object, .object), (.interface, .interface):
      compareInterfaces(old, new)
      compareFields(old, new)
    case (.union(let old), .union(let new)): compareMembers(old, new)
    case (.enumeration(let old), .enumeration(let new)): compareValues(old, new)
    case (.inputObject(let old), .inputObject(let new)): compareInputFields(old, new)
    default:
      add(.typeChangedKind, old.name, "\(old.name) changed from \(old.kindText) to \(new.kindText).")
      return
    }
    compareDescriptions(old.definition.description, new.definition.description, old.name)
  }

  private mutating func compareInterfaces(_ old: NamedType, _ new: NamedType) {
    for name in old.interfaces where !new.interfaces.contains(name) {
      add(.implementedInterfaceRemoved, old.name, "\(old.name) does not implement the interface \(name) any more.")
    }
    for name in new.interfaces where !old.interfaces.contains(name) {
      add(.implementedInterfaceAdded, old.name, "\(old.name) implements the interface \(name) now.")
    }
  }

  private mutating func compareMembers(_ old: UnionType, _ new: UnionType) {
    for name in old.members where !new.members.contains(name) {
      add(.typeRemovedFromUnion, old.name, "\(name) was removed from the union \(old.name).")
    }
    for name in new.members where !old.members.contains(name) {
      add(.typeAddedToUnion, old.name, "\(name) was added to the union \(old.name).")
    }
  }

  private mutating func compareValues(_ old: EnumType, _ new: EnumType) {
    for value in old.values {
      let coordinate = "\(old.name).\(value.name)"
      guard let other = new.value(value.name.value) else {
        add(.valueRemovedFromEnum, coordinate, "\(value.name) was removed from the enum \(old.name).")
        continue
      }
      compareDeprecation(value.deprecationReason, other.deprecationReason, coordinate)
      compareDescriptions(value.description, other.description, coordinate)
    }
    for value in new.values where old.value(value.name.value) == nil {
      add(.valueAddedToEnum, "\(old.name).\(value.name)", "\(value.name) was added to the enum \(old.name).")
    }
  }

  // MARK: fields

  private mutating func compareFields(_ old: NamedType, _ new: NamedType) {
    for field in old.fields {
      let coordinate = "\(old.name).\(field.name)"
      guard let other = new.field(field.name.value) else {
        add(.fieldRemoved, coordinate, "\(coordinate) was removed.")
        continue
      }
      compareArguments(field, other, coordinate)
      if !field.type.isSame(as: other.type) {
        let isSafe = field.type.canBecomeOutput(other.type)
        add(
          isSafe ? .fieldChangedKindSafely : .fieldChangedKind, coordinate,
          "\(coordinate) changed its type from \(field.type) to \(other.type).")
      }
      compareDeprecation(field.deprecationReason, other.deprecationReason, coordinate)
      compareDescriptions(field.description, other.description, coordinate)
    }
    for field in new.fields where old.field(field.name.value) == nil {
      add(.fieldAdded, "\(old.name).\(field.name)", "\(old.name).\(field.name) was added.")
    }
  }

  private mutating func compareArguments(_ old: FieldDefinition, _ new: FieldDefinition, _ field: String) {
    for argument in old.arguments {
      let coordinate = "\(field)(\(argument.name):)"
      guard let other = new.argument(argument.name.value) else {
        add(.argumentRemoved, coordinate, "The argument \(coordinate) was removed.")
        continue
      }
      compareValues(
        argument, other, coordinate, "The argument \(coordinate)",
        kinds: (.argumentChangedKind, .argumentChangedKindSafely, .argumentDefaultChanged, .argumentDefaultAdded))
    }
    for argument in new.arguments where old.argument(argument.name.value) == nil {
      let coordinate = "\(field)(\(argument.name):)"
      if argument.isRequired {
        add(.requiredArgumentAdded, coordinate, "The required argument \(coordinate) was added.")
      } else {
        add(.optionalArgumentAdded, coordinate, "The optional argument \(coordinate) was added.")
      }
    }
  }

  private mutating func compareInputFields(_ old: InputObjectType, _ new: InputObjectType) {
    for field in old.fields {
      let coordinate = "\(old.name).\(field.name)"
      guard let other = new.field(field.name.value) else {
        add(.fieldRemoved, coordinate, "\(coordinate) was removed.")
        continue
      }
      compareValues(
        field, other, coordinate, coordinate,
        kinds: (.fieldChangedKind, .fieldChangedKindSafely, .inputFieldDefaultChanged, .inputFieldDefaultAdded))
    }
    for field in new.fields where old.field(field.name.value) == nil {
      let coordinate = "\(old.name).\(field.name)"
      if field.isRequired {
        add(.requiredInputFieldAdded, coordinate, "The required field \(coordinate) was added to an input.")
      } else {
        add(.optionalInputFieldAdded, coordinate, "The optional field \(coordinate) was added to an input.")
      }
    }
    if new.isOneOf, !old.isOneOf { add(.oneOfAdded, old.name, "\(old.name) takes exactly one field now.") }
    if old.isOneOf, !new.isOneOf { add(.oneOfRemoved, old.name, "\(old.name) takes any number of fields now.") }
  }

  /// Compares the types and defaults of an argument or input field.
  private mutating func compareValues(
    _ old: InputValueDefinition, _ new: InputValueDefinition, _ coordinate: String, _ subject: String,
    kinds: (breaking: SchemaChange.Kind, safe: SchemaChange.Kind, changedDefault: SchemaChange.Kind, addedDefault: SchemaChange.Kind)
  ) {
    compareDeprecation(old.deprecationReason, new.deprecationReason, coordinate)
    compareDescriptions(old.description, new.description, coordinate)
    if !old.type.isSame(as: new.type) {
      let isSafe = old.type.canBecomeInput(new.type)
      add(isSafe ? kinds.safe : kinds.breaking, coordinate, "\(subject) changed its type from \(old.type) to \(new.type).")
      if !isSafe { return }
    }
    switch (old.defaultValue.map(Self.text), new.defaultValue.map(Self.text)) {
    case (let before?, let after?) where before != after:
      add(kinds.changedDefault, coordinate, "\(subject) changed its default from \(before) to \(after).")
    case (let before?, nil): add(kinds.changedDefault, coordinate, "\(subject) has no default any more; it was \(before).")
    case (nil, let after?): add(kinds.addedDefault, coordinate, "\(subject) has the default \(after) now.")
    default: return
    }
  }

  /// The text of a literal whose object fields are sorted, because their order has no meaning.
  private static func text(_ value: Value) -> String { Printer.text(of: sorted(value)) }

  private static func sorted(_ value: Value) -> Value {
    switch value.content {
    case .list(let elements): return Value(.list(elements.map(sorted)))
    case .object(let fields):
      let sortedFields = fields.map { Value.ObjectField(name: $0.name, value: sorted($0.value)) }
      return Value(.object(sortedFields.sorted { $0.name.value < $1.name.value }))
    default: return value
    }
  }

  // MARK: directives

  private mutating func compareDirectives() {
    for directive in old.directives {
      let coordinate = "@\(directive.name)"
      guard let other = new.directive(directive.name.value) else {
        add(.directiveRemoved, coordinate, "\(coordinate) was removed.")
        continue
      }
      for argument in directive.arguments where other.argument(argument.name.value) == nil {
        add(.directiveArgumentRemoved, "\(coordinate)(\(argument.name):)", "The argument \(coordinate)(\(argument.name):) was removed.")
      }
      for argument in other.arguments where directive.argument(argument.name.value) == nil {
        let kind: SchemaChange.Kind = argument.isRequired ? .requiredDirectiveArgumentAdded : .optionalDirectiveArgumentAdded
        let word = argument.isRequired ? "required" : "optional"
        add(kind, "\(coordinate)(\(argument.name):)", "The \(word) argument \(coordinate)(\(argument.name):) was added.")
      }
      if directive.isRepeatable, !other.isRepeatable {
        add(.directiveRepeatableRemoved, coordinate, "\(coordinate) is not repeatable any more.")
      }
      if !directive.isRepeatable, other.isRepeatable { add(.directiveRepeatableAdded, coordinate, "\(coordinate) is repeatable now.") }
      let (before, after) = (directive.locations.map(\.value), other.locations.map(\.value))
      for location in before where !after.contains(location) {
        add(.directiveLocationRemoved, coordinate, "\(coordinate) is not allowed on \(location) any more.")
      }
      for location in after where !before.contains(location) {
        add(.directiveLocationAdded, coordinate, "\(coordinate) is allowed on \(location) now.")
      }
    }
    for directive in new.directives where old.directive(directive.name.value) == nil {
      add(.directiveAdded, "@\(directive.name)", "@\(directive.name) was added.")
    }
  }

  // MARK: documentation

  private mutating func compareDescriptions(_ old: Description?, _ new: Description?, _ coordinate: String) {
    if old?.value != new?.value { add(.descriptionChanged, coordinate, "The description of \(coordinate) changed.") }
  }

  private mutating func compareDeprecation(_ old: String?, _ new: String?, _ coordinate: String) {
    switch (old, new) {
    case (nil, let reason?): add(.deprecationChanged, coordinate, "\(coordinate) is deprecated now: \(reason)")
    case (_?, nil): add(.deprecationChanged, coordinate, "\(coordinate) is not deprecated any more.")
    case (let before?, let after?) where before != after:
      add(.deprecationChanged, coordinate, "\(coordinate) is deprecated for another reason: \(after)")
    default: return
    }
  }
}

extension NamedType {
  fileprivate var kindText: String {
    switch self {
    case .scalar: "a scalar"
    case .object: "an object type"
    case .interface: "an interface"
    case .union: "a union"
    case .enumeration: "an enum"
    case .inputObject: "an input"
    }
  }
}

extension TypeReference {
  /// Whether every value of the new type is a value of this one, so that clients that read it need no change.
  fileprivate func canBecomeOutput(_ new: TypeReference) -> Bool {
    switch (self, new) {
    case (.nonNull(let old, _), .nonNull(let new, _)): old.canBecomeOutput(new)
    case (.nonNull, _): false
    case (_, .nonNull(let new, _)): canBecomeOutput(new)
    case (.list(let old, _), .list(let new, _)): old.canBecomeOutput(new)
    case (.named(let old), .named(let new)): old.value == new.value
    default: false
    }
  }

  /// Whether the new type takes every value of this one, so that clients that send it need no change.
  fileprivate func canBecomeInput(_ new: TypeReference) -> Bool {
    switch (self, new) {
    case (.nonNull(let old, _), .nonNull(let new, _)): old.canBecomeInput(new)
    case (.nonNull(let old, _), _): old.canBecomeInput(new)
    case (_, .nonNull): false
    case (.list(let old, _), .list(let new, _)): old.canBecomeInput(new)
    case (.named(let old), .named(let new)): old.value == new.value
    default: false
    }
  }
}
