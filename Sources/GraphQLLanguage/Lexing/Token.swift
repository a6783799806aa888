/// The kinds of lexical tokens; the raw value is the name in error messages.
///
/// Source: GraphQL specification, section 2.1.6 "Lexical Tokens".
enum TokenKind: String {
  case endOfFile = "<EOF>"
  case bang = "\"!\""
  case dollar = "\"$\""
  case ampersand = "\"&\""
  case parenthesisOpen = "\"(\""
  case parenthesisClose = "\")\""
  case spread = "\"...\""
  case colon = "\":\""
  case equals = "\"=\""
  case at = "\"@\""
  case bracketOpen = "\"[\""
  case bracketClose = "\"]\""
  case braceOpen = "\"{\""
  case pipe = "\"|\""
  case braceClose = "\"}\""
  case name = "Name"
  case int = "Int"
  case float = "Float"
  case string = "String"
  case blockString = "BlockString"
}

struct Token {
  var kind: TokenKind
  /// The name, the number as in the source, or the value of the string; empty for punctuators and at the end.
  var value: String
  var location: SourceLocation

  /// The name of the token in error messages.
  var description: String {
    switch kind {
    case .name, .int, .float, .string, .blockString: "\(kind.rawValue) \"\(value)\""
    default: kind.rawValue
    }
  }
}
