import GraphQLLanguage
import GraphQLSchema

/// Each document that the parser accepts is printed as an equal document; a schema is printed as an equal schema.
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
    expect(again.printed.utf8.elementsEqual(printed.utf8), "the text printed the second time differs:\n\(printed)\n---\n\(again.printed)")
    // The slowest check, so only for a fixed eighth of the documents.
    if input.reduce(0, &+) & 7 == 0 {
      expect(Shape.text(of: document) == Shape.text(of: again), "the printed document differs:\n\(printed)")
    }
    runSchema(document)
  }

  /// The document. Nil when the input is rejected; checks that the location of the error is in the text.
  static func parsed(_ input: [UInt8]) -> Document? {
    do {
      return try Parser.parse(input)
    } catch {
      let lines = input.count(where: { $0 == 10 || $0 == 13 }) + 1
      for location in error.locations {
        expect((1...lines).contains(location.line), "a line is out of bounds: \(error)")
        expect((1...input.count + 1).contains(location.column), "a column is out of bounds: \(error)")
      }
      expect(!error.locations.isEmpty, "a syntax error has no location: \(error)")
      return nil
    }
  }

  private static func runSchema(_ document: Document) {
    guard let schema = try? Schema(document: document) else { return }
    for appliedDirectives in [false, true] {
      let printed = schema.printed(appliedDirectives: appliedDirectives)
      do {
        let again = try Schema(document: try Parser.parse(printed, limits: .schema)).printed(appliedDirectives: appliedDirectives)
        expect(again == printed, "the schema printed the second time differs:\n\(printed)\n---\n\(again)")
      } catch {
        stop("the printed schema is invalid: \(error)\n\(printed)")
      }
    }
  }
}
