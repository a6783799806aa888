/// What kind of rule a composition error breaks, under the names that Apollo's composition uses where it has the rule.
public enum CompositionCode: String, Sendable, CaseIterable {
  /// A file is no valid SDL, or applies a directive where or how it may not stand.
  case invalidGraphQL = "INVALID_GRAPHQL"
  /// A `@service`, `@rest` or `@json` that cannot work. Not Apollo's.
  case invalidConnector = "INVALID_CONNECTOR"
  /// A feature that other gateways have and this one does not have yet.
  case unsupportedFeature = "UNSUPPORTED_FEATURE"
  /// A `@link` that cannot be understood.
  case invalidLink = "INVALID_LINK_DIRECTIVE_USAGE"
  /// A version of the federation specification that is not known.
  case unknownFederationVersion = "UNKNOWN_FEDERATION_LINK_VERSION"
  /// There is nothing to query.
  case noQueries = "NO_QUERIES"
  /// A type is called Query without being the query root.
  case rootQueryUsed = "ROOT_QUERY_USED"
  /// A type is called Mutation without being the mutation root.
  case rootMutationUsed = "ROOT_MUTATION_USED"
  /// A type is called Subscription without being the subscription root.
  case rootSubscriptionUsed = "ROOT_SUBSCRIPTION_USED"
  /// Files disagree on what kind of type a name is.
  case typeKindMismatch = "TYPE_KIND_MISMATCH"
  /// Several files resolve a field that is not shareable in all of them.
  case invalidFieldSharing = "INVALID_FIELD_SHARING"
  /// `@shareable` stands where it means nothing.
  case invalidShareableUsage = "INVALID_SHAREABLE_USAGE"
  /// Files give a field types of which none includes the others.
  case fieldTypeMismatch = "FIELD_TYPE_MISMATCH"
  /// Files give an argument types that do not fit.
  case argumentTypeMismatch = "FIELD_ARGUMENT_TYPE_MISMATCH"
  /// Files give an argument different defaults.
  case argumentDefaultMismatch = "FIELD_ARGUMENT_DEFAULT_MISMATCH"
  /// An argument that one file requires is missing in another.
  case requiredArgumentMissing = "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH"
  /// Files give an input field different defaults.
  case inputFieldDefaultMismatch = "INPUT_FIELD_DEFAULT_MISMATCH"
  /// An input field that one file requires is missing in another.
  case requiredInputFieldMissing = "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH"
  /// No field of an input type is in all files.
  case emptyMergedInputType = "EMPTY_MERGED_INPUT_TYPE"
  /// No value of an enum is in all files.
  case emptyMergedEnumType = "EMPTY_MERGED_ENUM_TYPE"
  /// An enum that travels both ways has not the same values everywhere.
  case enumValueMismatch = "ENUM_VALUE_MISMATCH"
  /// An object lacks a field of an interface that another file has given the interface.
  case interfaceFieldNotImplemented = "INTERFACE_FIELD_NO_IMPLEM"
  /// `@external` stands on an interface's field.
  case externalOnInterface = "EXTERNAL_ON_INTERFACE"
  /// Every file says that another has the field.
  case externalMissingOnBase = "EXTERNAL_MISSING_ON_BASE"
  /// An external field is used by nothing.
  case externalUnused = "EXTERNAL_UNUSED"
  /// An external field has another type than where it is at home.
  case externalTypeMismatch = "EXTERNAL_TYPE_MISMATCH"
  /// An external field lacks an argument that it has where it is at home.
  case externalArgumentMissing = "EXTERNAL_ARGUMENT_MISSING"
  /// An external field's argument has another type than where the field is at home.
  case externalArgumentTypeMismatch = "EXTERNAL_ARGUMENT_TYPE_MISMATCH"
  /// A `@key` selects what is not there.
  case keyInvalidFields = "KEY_INVALID_FIELDS"
  /// A `@key` has something else than a string of fields.
  case keyInvalidFieldsType = "KEY_INVALID_FIELDS_TYPE"
  /// A `@key` selects a field that takes arguments.
  case keyFieldsHaveArguments = "KEY_FIELDS_HAS_ARGS"
  /// A `@key` selects a list, an interface or a union.
  case keyFieldsSelectInvalidType = "KEY_FIELDS_SELECT_INVALID_TYPE"
  /// An interface has a `@key` that one of its objects has not.
  case interfaceKeyNotOnImplementation = "INTERFACE_KEY_NOT_ON_IMPLEMENTATION"
  /// A `@requires` selects what is not there.
  case requiresInvalidFields = "REQUIRES_INVALID_FIELDS"
  /// A `@requires` has something else than a string of fields.
  case requiresInvalidFieldsType = "REQUIRES_INVALID_FIELDS_TYPE"
  /// A `@requires` selects a field with arguments.
  case requiresFieldsHaveArguments = "REQUIRES_FIELDS_HAS_ARGS"
  /// A `@requires` selects a field that the file has itself.
  case requiresFieldsMissingExternal = "REQUIRES_FIELDS_MISSING_EXTERNAL"
  /// `@requires` stands on an interface's field.
  case requiresOnInterface = "REQUIRES_UNSUPPORTED_ON_INTERFACE"
  /// A `@provides` selects what is not there.
  case providesInvalidFields = "PROVIDES_INVALID_FIELDS"
  /// A `@provides` has something else than a string of fields.
  case providesInvalidFieldsType = "PROVIDES_INVALID_FIELDS_TYPE"
  /// A `@provides` selects a field with arguments.
  case providesFieldsHaveArguments = "PROVIDES_FIELDS_HAS_ARGS"
  /// A `@provides` selects a field that the file has anyhow.
  case providesFieldsMissingExternal = "PROVIDES_FIELDS_MISSING_EXTERNAL"
  /// `@provides` stands on a field that holds no objects.
  case providesOnNonObjectField = "PROVIDES_ON_NON_OBJECT_FIELD"
  /// `@provides` stands on an interface's field.
  case providesOnInterface = "PROVIDES_UNSUPPORTED_ON_INTERFACE"
  /// A field is taken over from its own file.
  case overrideFromSelf = "OVERRIDE_FROM_SELF_ERROR"
  /// A field is taken over from a file that takes it over itself.
  case overrideSourceHasOverride = "OVERRIDE_SOURCE_HAS_OVERRIDE"
  /// A field is taken over and external at once.
  case overrideCollision = "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE"
  /// `@override` stands on an interface's field.
  case overrideOnInterface = "OVERRIDE_ON_INTERFACE"
  /// Something hidden that may not be.
  case disallowedInaccessible = "DISALLOWED_INACCESSIBLE"
  /// The query root is hidden.
  case queryRootInaccessible = "QUERY_ROOT_TYPE_INACCESSIBLE"
  /// All parts of a visible type are hidden.
  case onlyInaccessibleChildren = "ONLY_INACCESSIBLE_CHILDREN"
  /// Something visible is of a hidden type.
  case referencedInaccessible = "REFERENCED_INACCESSIBLE"
  /// A hidden argument or input field must be given.
  case requiredInaccessible = "REQUIRED_INACCESSIBLE"
  /// A hidden field implements a visible one.
  case implementedByInaccessible = "IMPLEMENTED_BY_INACCESSIBLE"
  /// A visible default is a hidden enum value.
  case defaultValueUsesInaccessible = "DEFAULT_VALUE_USES_INACCESSIBLE"
  /// There is an operation that no sequence of calls can answer.
  case satisfiability = "SATISFIABILITY_ERROR"
}
