/// Sections 2.3 to 2.8: operations, selection sets, fields, arguments, fragments.
extension Parser {
  // OperationDefinition : SelectionSet
  mutating func parseShorthandQuery() throws(GraphQLError) -> OperationDefinition {
    let location = token.location
    return OperationDefinition(operation: .query, selectionSet: try parseSelectionSet(), location: location)
  }

  // OperationDefinition : Description? OperationType Name? VariablesDefinition? Directives? SelectionSet
  // OperationType : one of query mutation subscription
  mutating func parseOperationDefinition(_ description: Description?, _ start: SourceLocation) throws(GraphQLError) -> OperationDefinition {
    guard let operation = OperationType(rawValue: token.value) else { throw unexpected(token) }
    try advance()
    return OperationDefinition(
      description: description, operation: operation, name: token.kind == .name ? try parseName() : nil,
      variableDefinitions: try parseVariableDefinitions(), directives: try parseDirectives(isConstant: false),
      selectionSet: try parseSelectionSet(), location: start)
  }

  // VariablesDefinition : ( VariableDefinition+ )
  private mutating func parseVariableDefinitions() throws(GraphQLError) -> [VariableDefinition] {
    guard try expectOptional(.parenthesisOpen) else { return [] }
    var definitions: [VariableDefinition] = []
    repeat { definitions.append(try parseVariableDefinition()) } while try !expectOptional(.parenthesisClose)
    return definitions
  }

  // Variable : $ Name
  // VariableDefinition : Description? Variable : Type DefaultValue? Directives[Const]?
  private mutating func parseVariableDefinition() throws(GraphQLError) -> VariableDefinition {
    let start = token.location
    let description = try parseDescription()
    try expect(.dollar)
    let variable = try parseName()
    try expect(.colon)
    return VariableDefinition(
      description: description, variable: variable, type: try parseTypeReference(), defaultValue: try parseDefaultValue(),
      directives: try parseDirectives(isConstant: true), location: start)
  }

  // DefaultValue : = Value[Const]
  mutating func parseDefaultValue() throws(GraphQLError) -> Value? {
    try expectOptional(.equals) ? try parseValue(isConstant: true) : nil
  }

  // SelectionSet : { Selection+ }
  mutating func parseSelectionSet() throws(GraphQLError) -> SelectionSet {
    let location = token.location
    try expect(.braceOpen)
    try descend()
    var selections: [Selection] = []
    selections.reserveCapacity(4)
    repeat { selections.append(try parseSelection()) } while try !expectOptional(.braceClose)
    ascend()
    return SelectionSet(selections, location: location)
  }

  // Selection : Field | FragmentSpread | InlineFragment
  mutating func parseSelection() throws(GraphQLError) -> Selection {
    token.kind == .spread ? try parseFragment() : .field(try parseField())
  }

  // Field : Alias? Name Arguments? Directives? SelectionSet?
  // Alias : Name :
  private mutating func parseField() throws(GraphQLError) -> Field {
    var name = try parseName()
    let location = name.location
    var alias: Name?
    if try expectOptional(.colon) {
      alias = name
      name = try parseName()
    }
    return Field(
      alias: alias, name: name, arguments: try parseArguments(isConstant: false), directives: try parseDirectives(isConstant: false),
      selectionSet: token.kind == .braceOpen ? try parseSelectionSet() : nil, location: location)
  }

  // Arguments[Const] : ( Argument[?Const]+ )
  mutating func parseArguments(isConstant: Bool) throws(GraphQLError) -> [Argument] {
    guard try expectOptional(.parenthesisOpen) else { return [] }
    var arguments: [Argument] = []
    repeat { arguments.append(try parseArgument(isConstant: isConstant)) } while try !expectOptional(.parenthesisClose)
    return arguments
  }

  // Argument[Const] : Name : Value[?Const]
  private mutating func parseArgument(isConstant: Bool) throws(GraphQLError) -> Argument {
    let name = try parseName()
    try expect(.colon)
    return Argument(name: name, value: try parseValue(isConstant: isConstant), location: name.location)
  }

  // FragmentSpread : ... FragmentName Directives?
  // InlineFragment : ... TypeCondition? Directives? SelectionSet
  mutating func parseFragment() throws(GraphQLError) -> Selection {
    let location = token.location
    try expect(.spread)
    let hasTypeCondition = try expectOptionalKeyword("on")
    if !hasTypeCondition, token.kind == .name {
      let name = try parseFragmentName()
      return .fragmentSpread(FragmentSpread(name: name, directives: try parseDirectives(isConstant: false), location: location))
    }
    return .inlineFragment(
      InlineFragment(
        typeCondition: hasTypeCondition ? try parseName() : nil, directives: try parseDirectives(isConstant: false),
        selectionSet: try parseSelectionSet(), location: location))
  }

  // FragmentDefinition : Description? fragment FragmentName TypeCondition Directives? SelectionSet
  // TypeCondition : on NamedType
  mutating func parseFragmentDefinition(_ description: Description?, _ start: SourceLocation) throws(GraphQLError) -> FragmentDefinition {
    try expectKeyword("fragment")
    let name = try parseFragmentName()
    try expectKeyword("on")
    return FragmentDefinition(
      description: description, name: name, typeCondition: try parseName(), directives: try parseDirectives(isConstant: false),
      selectionSet: try parseSelectionSet(), location: start)
  }

  // FragmentName : Name but not on
  private mutating func parseFragmentName() throws(GraphQLError) -> Name {
    if token.kind == .name, token.value == "on" { throw unexpected(token) }
    return try parseName()
  }
}
