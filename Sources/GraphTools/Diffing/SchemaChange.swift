/// One difference of two API schemas.
package struct SchemaChange: Sendable, Equatable {
  package enum Severity: String, Sendable, CaseIterable {
    /// Operations that were valid are not any more, or get values of another type.
    case breaking
    /// Operations stay valid, but clients can get what they do not expect, or another result.
    case dangerous
    /// No client notices it.
    case safe
  }

  /// The kinds of change. Breaking and dangerous ones have the names that graphql-js gives them; two more have no name there.
  package enum Kind: String, Sendable {
    case typeRemoved = "TYPE_REMOVED"
    case typeChangedKind = "TYPE_CHANGED_KIND"
    case typeRemovedFromUnion = "TYPE_REMOVED_FROM_UNION"
    case valueRemovedFromEnum = "VALUE_REMOVED_FROM_ENUM"
    case requiredInputFieldAdded = "REQUIRED_INPUT_FIELD_ADDED"
    case implementedInterfaceRemoved = "IMPLEMENTED_INTERFACE_REMOVED"
    case fieldRemoved = "FIELD_REMOVED"
    case fieldChangedKind = "FIELD_CHANGED_KIND"
    case requiredArgumentAdded = "REQUIRED_ARG_ADDED"
    case argumentRemoved = "ARG_REMOVED"
    case argumentChangedKind = "ARG_CHANGED_KIND"
    case directiveRemoved = "DIRECTIVE_REMOVED"
    case directiveArgumentRemoved = "DIRECTIVE_ARG_REMOVED"
    case requiredDirectiveArgumentAdded = "REQUIRED_DIRECTIVE_ARG_ADDED"
    case directiveRepeatableRemoved = "DIRECTIVE_REPEATABLE_REMOVED"
    case directiveLocationRemoved = "DIRECTIVE_LOCATION_REMOVED"
    /// An input object takes exactly one field now. Not one of graphql-js's kinds.
    case oneOfAdded = "ONE_OF_ADDED"

    case valueAddedToEnum = "VALUE_ADDED_TO_ENUM"
    case typeAddedToUnion = "TYPE_ADDED_TO_UNION"
    case optionalInputFieldAdded = "OPTIONAL_INPUT_FIELD_ADDED"
    case optionalArgumentAdded = "OPTIONAL_ARG_ADDED"
    case implementedInterfaceAdded = "IMPLEMENTED_INTERFACE_ADDED"
    case argumentDefaultChanged = "ARG_DEFAULT_VALUE_CHANGE"
    /// Not one of graphql-js's kinds.
    case inputFieldDefaultChanged = "INPUT_FIELD_DEFAULT_VALUE_CHANGE"

    case typeAdded = "TYPE_ADDED"
    case fieldAdded = "FIELD_ADDED"
    case fieldChangedKindSafely = "FIELD_CHANGED_KIND_SAFE"
    case argumentChangedKindSafely = "ARG_CHANGED_KIND_SAFE"
    case argumentDefaultAdded = "ARG_DEFAULT_VALUE_ADDED"
    case inputFieldDefaultAdded = "INPUT_FIELD_DEFAULT_VALUE_ADDED"
    case oneOfRemoved = "ONE_OF_REMOVED"
    case directiveAdded = "DIRECTIVE_ADDED"
    case optionalDirectiveArgumentAdded = "OPTIONAL_DIRECTIVE_ARG_ADDED"
    case directiveRepeatableAdded = "DIRECTIVE_REPEATABLE_ADDED"
    case directiveLocationAdded = "DIRECTIVE_LOCATION_ADDED"
    case deprecationChanged = "DEPRECATION_CHANGED"
    case descriptionChanged = "DESCRIPTION_CHANGED"

    package var severity: Severity {
      switch self {
      case .typeRemoved, .typeChangedKind, .typeRemovedFromUnion, .valueRemovedFromEnum, .requiredInputFieldAdded,
        .implementedInterfaceRemoved, .fieldRemoved, .fieldChangedKind, .requiredArgumentAdded, .argumentRemoved, .argumentChangedKind,
        .directiveRemoved, .directiveArgumentRemoved, .requiredDirectiveArgumentAdded, .directiveRepeatableRemoved,
        .directiveLocationRemoved, .oneOfAdded:
        .breaking
      case .valueAddedToEnum, .typeAddedToUnion, .optionalInputFieldAdded, .optionalArgumentAdded, .implementedInterfaceAdded,
        .argumentDefaultChanged, .inputFieldDefaultChanged:
        .dangerous
      case .typeAdded, .fieldAdded, .fieldChangedKindSafely, .argumentChangedKindSafely, .argumentDefaultAdded, .inputFieldDefaultAdded,
        .oneOfRemoved, .directiveAdded, .optionalDirectiveArgumentAdded, .directiveRepeatableAdded, .directiveLocationAdded,
        .deprecationChanged, .descriptionChanged:
        .safe
      }
    }
  }

  package let kind: Kind
  /// The schema coordinate of the element: `Type`, `Type.field`, `Type.field(argument:)` or `@directive`.
  package let coordinate: String
  package let message: String
}
