/// Section 2.8: fragments.
extension Parser {
  // FragmentSpread : ... FragmentName Directives?
  // InlineFragment : ... TypeCondition? Directives? SelectionSet
  mutating func parseFragment() throws(GraphQLError) -> Selection {
    let location = token.location
    try expect(.spread)
    let hasTypeCondition = try takeKeyword("on")
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
