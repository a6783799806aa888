import GraphQLLanguage
import JSON

/// How a placeholder's value is written, after a bar: `{$args.tags|repeat}`.
///
/// The styles are those of OpenAPI's parameters, with the names that readers of a URL would give them.
package enum PlaceholderStyle: String, Sendable, CaseIterable {
  /// A list as one parameter for each element: `tags=a&tags=b`.
  case `repeat`
  /// A list as one parameter for each element, whose name has brackets: `tags[]=a&tags[]=b`.
  case brackets
  /// A list with commas: `a,b`. An object as names and values: `min,1,max,5`.
  case comma
  /// A list with encoded spaces: `a%20b`.
  case space
  /// A list with encoded bars: `a%7Cb`.
  case pipe
  /// An object as one parameter for each member: `filter[min]=1&filter[max]=5`.
  case deep
  /// An object as one parameter for each member, with the member's name: `min=1&max=5`.
  case form
  /// Any value as JSON text.
  case json
  /// A text whose reserved characters are sent as they are, such as the slashes of a path in a path.
  case raw

  init(named name: String) throws(TemplateError) {
    guard let style = Self(rawValue: name) else {
      let names = Self.allCases.map(\.rawValue)
      throw TemplateError(
        "\"|\(name)\" is not a style; write one of \(names.joined(separator: ", "))", near: Suggestion.list(for: name, among: names))
    }
    self = style
  }

  /// What the style writes.
  enum Shape { case list, object, text, any }

  var shape: Shape {
    switch self {
    case .repeat, .brackets, .space, .pipe: .list
    case .deep, .form: .object
    case .raw: .text
    case .comma, .json: .any
    }
  }

  /// Whether the style writes whole query parameters, so that the placeholder is the whole value of one.
  var isWholeParameter: Bool {
    switch self {
    case .repeat, .brackets, .deep, .form: true
    default: false
    }
  }
}
