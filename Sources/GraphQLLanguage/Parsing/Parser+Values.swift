/// Sections 2.10 to 2.13: values, type references, directives.
extension Parser {
  // Value[Const] : [~Const] Variable | IntValue | FloatValue | StringValue | BooleanValue | NullValue | EnumValue
  //   | ListValue[?Const] | ObjectValue[?Const]
  // BooleanValue : one of true false
  // NullValue : null
  // EnumValue : Name but not true or false or null
  mutating func parseValue(isConstant: Bool) throws(GraphQLError) -> Value {
    let start = token
    switch start.kind {
    case .bracketOpen: return try parseList(isConstant: isConstant)
    case .braceOpen: return try parseObject(isConstant: isConstant)
    case .dollar: return try parseVariableValue(isConstant: isConstant)
    case .int, .float, .string, .blockString, .name: try advance()
    default: throw unexpected(start)
    }
    switch (start.kind, start.value) {
    case (.int, let text): return Value(.int(text), location: start.location)
    case (.float, let text): return Value(.float(text), location: start.location)
    case (.name, "true"): return Value(.boolean(true), location: start.location)
    case (.name, "false"): return Value(.boolean(false), location: start.location)
    case (.name, "null"): return Value(.null, location: start.location)
    case (.name, let name): return Value(.enumeration(name), location: start.location)
    case (let kind, let text): return Value(.string(text, isBlock: kind == .blockString), location: start.location)
    }
  }

  // Variable : $ Name
  private mutating func parseVariableValue(isConstant: Bool) throws(GraphQLError) -> Value {
    let start = token
    try advance()
    guard isConstant else { return Value(.variable(try parseName().value), location: start.location) }
    guard token.kind == .name else { throw unexpected(start) }
    throw .syntax("Unexpected variable \"$\(token.value)\" in constant value.", at: start.location)
  }

  // ListValue[Const] : [ ] | [ Value[?Const]+ ]
  private mutating func parseList(isConstant: Bool) throws(GraphQLError) -> Value {
    let location = token.location
    try expect(.bracketOpen)
    try descend()
    var values: [Value] = []
    while try !expectOptional(.bracketClose) { values.append(try parseValue(isConstant: isConstant)) }
    ascend()
    return Value(.list(values), location: location)
  }

  // ObjectValue[Const] : { } | { ObjectField[?Const]+ }
  // ObjectField[Const] : Name : Value[?Const]
  private mutating func parseObject(isConstant: Bool) throws(GraphQLError) -> Value {
    let location = token.location
    try expect(.braceOpen)
    try descend()
    var fields: [Value.ObjectField] = []
    while try !expectOptional(.braceClose) {
      let name = try parseName()
      try expect(.colon)
      fields.append(Value.ObjectField(name: name, value: try parseValue(isConstant: isConstant), location: name.location))
    }
    ascend()
    return Value(.object(fields), location: location)
  }

  // Type : NamedType | ListType | NonNullType
  // NamedType : Name
  // ListType : [ Type ]
  // NonNullType : NamedType ! | ListType !
  mutating func parseTypeReference() throws(GraphQLError) -> TypeReference {
    let location = token.location
    var type: TypeReference
    if try expectOptional(.bracketOpen) {
      try descend()
      type = .list(try parseTypeReference(), location)
      ascend()
      try expect(.bracketClose)
    } else {
      type = .named(try parseName())
    }
    if try expectOptional(.bang) { type = .nonNull(type, location) }
    return type
  }

  // Directives[Const] : Directive[?Const]+
  // Directive[Const] : @ Name Arguments[?Const]?
  mutating func parseDirectives(isConstant: Bool) throws(GraphQLError) -> [Directive] {
    var directives: [Directive] = []
    while token.kind == .at {
      let location = token.location
      try advance()
      directives.append(Directive(name: try parseName(), arguments: try parseArguments(isConstant: isConstant), location: location))
    }
    return directives
  }
}
