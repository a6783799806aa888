import GraphQLLanguage
import GraphQLSchema

/// What the parser takes, the printer writes so that it means the same; a document that is a schema prints as that schema.
enum LanguageTarget {
  static func run(_ input: [UInt8]) {
    guard let document = parsed(input) else { return }
    let printed = document.printed
    let again: Document
    do {
      again = try Parser.parse(printed, limits: .schema)
    } catch {
      stop("the printed document does not parse: \(error)\n\(printed)")
    }
    expect(again.printed.utf8.elementsEqual(printed.utf8), "printing twice differs:\n\(printed)\n---\n\(again.printed)")
    // The slowest look, so at every eighth document only, always the same ones.
    if input.reduce(0, &+) & 7 == 0 {
      expect(Shape.text(of: document) == Shape.text(of: again), "the printed document is another one:\n\(printed)")
    }
    runSchema(document)
  }

  /// The document, or nil after a look at the error's place: it must stand in the text.
  static func parsed(_ input: [UInt8]) -> Document? {
    do {
      return try Parser.parse(input)
    } catch {
      let lines = input.count(where: { $0 == 10 || $0 == 13 }) + 1
      for place in error.locations {
        expect(place.line >= 1 && place.line <= lines && place.column >= 1 && place.column <= input.count + 1, "a place outside: \(error)")
      }
      expect(!error.locations.isEmpty, "a syntax error without a place: \(error)")
      return nil
    }
  }

  private static func runSchema(_ document: Document) {
    guard let schema = try? Schema(document: document) else { return }
    for appliedDirectives in [false, true] {
      let printed = schema.printed(appliedDirectives: appliedDirectives)
      do {
        let again = try Schema(document: try Parser.parse(printed, limits: .schema)).printed(appliedDirectives: appliedDirectives)
        expect(again == printed, "printing the schema twice differs:\n\(printed)\n---\n\(again)")
      } catch {
        stop("the printed schema is none: \(error)\n\(printed)")
      }
    }
  }
}
