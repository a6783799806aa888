import GraphQLFederation
import TLS

/// The directives that describe REST services. Each declaration is in the file of the type that uses are decoded to.
enum ConnectorDirectives {
  static let declarations = DirectiveDeclarations(
    [
      RESTService.sdl, TLSClientFiles.serviceSDL, RESTDirective.sdl, BodyEncoding.sdl, ResponseContent.sdl, BatchDirective.sdl,
      ErrorMapping.sdl, JSONDirective.sdl,
      AcceptedWarning.sdl, sharedTypes,
    ].joined(separator: "\n\n"))

  private static let sharedTypes = #"""
    "Text with placeholders: {$args.x} {$this.x} {$keys.x} {$claims.x} {$env.X}. Values are encoded for their position."
    scalar rest__Template
    "The way to a value in JSON, for example a.b.0.c. A number is an index of a list. A name with a dot or a bracket stands in double quotes."
    scalar rest__Path
    """#
}
