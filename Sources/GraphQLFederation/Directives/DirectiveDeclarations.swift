import GraphQLLanguage

/// Declarations of directives: names, locations, arguments with types and defaults, and the types of the arguments.
///
/// The SDL is the only declaration. Editors load it, uses are checked against it, and defaults are taken from it.
public struct DirectiveDeclarations: Sendable {
  public let sdl: String
  /// The code of errors in uses of the directives.
  let code: CompositionCode
  let directives: [String: DirectiveDefinition]
  let types: [String: TypeDefinition]

  /// - Parameter sdl: definitions of directives and of the types of their arguments. SDL with a syntax error declares nothing.
  public init(_ sdl: String, code: CompositionCode = .invalidConnector) {
    self.sdl = sdl
    self.code = code
    var directives: [String: DirectiveDefinition] = [:]
    var types: [String: TypeDefinition] = [:]
    for definition in (try? Parser.parseBuiltIn(sdl).definitions) ?? [] {
      switch definition {
      case .directive(let node): directives[node.name.value] = node
      case .type(let node): types[node.name.value] = node
      default: continue
      }
    }
    self.directives = directives
    self.types = types
  }
}
