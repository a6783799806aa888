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
  /// Whether a custom scalar accepts any literal. The scalars of federation and of connectors are strings.
  let hasOpenScalars: Bool

  /// - Parameter sdl: definitions of directives and of the types of their arguments. SDL with a syntax error declares nothing.
  public init(_ sdl: String, code: CompositionCode = .invalidConnector) {
    self.init((try? Parser.parseBuiltIn(sdl).definitions) ?? [], sdl: sdl, code: code, hasOpenScalars: false)
  }

  /// The directives that a schema file defines itself.
  init(of document: Document) {
    self.init(document.definitions, sdl: "", code: .invalidGraphQL, hasOpenScalars: true)
  }

  private init(_ definitions: [Definition], sdl: String, code: CompositionCode, hasOpenScalars: Bool) {
    self.sdl = sdl
    self.code = code
    self.hasOpenScalars = hasOpenScalars
    var directives: [String: DirectiveDefinition] = [:]
    var types: [String: TypeDefinition] = [:]
    for definition in definitions {
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
