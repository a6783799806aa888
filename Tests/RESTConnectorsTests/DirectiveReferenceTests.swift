import Foundation
import GraphQLLanguage
import RESTConnectors
import Testing

/// docs/reference/directives.md has the names, types, defaults and locations of the declarations, and nothing else.
@Suite struct DirectiveReferenceTests {
  /// A heading of the page with its rows: the first cells, without backticks.
  private struct Section {
    let title: String
    var locations: String?
    var rows: [[String]] = []
  }

  private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs/reference/directives.md")

  private func sections() throws -> [Section] {
    var sections: [Section] = []
    for line in try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("## ") || line.hasPrefix("### ") {
        sections.append(Section(title: String(line.drop { $0 == "#" }.dropFirst())))
      } else if line.hasPrefix("On: "), !sections.isEmpty {
        sections[sections.count - 1].locations = String(line.dropFirst(4))
      } else if line.hasPrefix("| `"), !sections.isEmpty {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
        sections[sections.count - 1].rows.append(cells)
      }
    }
    return sections
  }

  private func rows(_ values: [InputValueDefinition]) -> [[String]] {
    values.map { value in
      let preset = value.defaultValue.map { Printer.text(of: $0) } ?? (value.type.isNonNull ? "required" : "–")
      return [value.name.value, value.type.description, preset]
    }
  }

  @Test func equalsTheDeclarations() throws {
    let sections = try sections()
    var known: Set<String> = []
    for definition in try Parser.parse(FederatedGraph.directiveDefinitions, limits: .schema).definitions {
      switch definition {
      case .directive(let node):
        let section = try #require(sections.first { $0.title == "@\(node.name)" }, "@\(node.name) is not in the reference")
        known.insert(section.title)
        let places = node.locations.map(\.value).joined(separator: ", ") + (node.isRepeatable ? ", repeatable." : ".")
        #expect(section.locations == places, "@\(node.name)")
        #expect(section.rows.map { Array($0.prefix(3)) } == rows(node.arguments), "@\(node.name)")
        #expect(section.rows.allSatisfy { $0.count == 4 && !$0[3].isEmpty }, "@\(node.name)")
      case .type(.inputObject(let node)):
        let section = try #require(sections.first { $0.title == node.name.value }, "\(node.name) is not in the reference")
        known.insert(section.title)
        #expect(section.rows.map { Array($0.prefix(3)) } == rows(node.fields), "\(node.name)")
      case .type(.enumeration(let node)):
        let section = try #require(sections.first { $0.title == node.name.value }, "\(node.name) is not in the reference")
        known.insert(section.title)
        #expect(section.rows.map { $0[0] } == node.values.map(\.name.value), "\(node.name)")
      case .type(.scalar(let node)): known.insert(node.name.value)
      default: Issue.record("an unexpected declaration")
      }
    }
    let unknown = sections.map(\.title).filter { ($0.hasPrefix("@") || $0.contains("__")) && !known.contains($0) }
    #expect(unknown == [])
  }

  @Test func namesEveryDirectiveThatIsRefused() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    for name in ["composeDirective", "context", "fromContext"] {
      #expect(text.contains("`@\(name)`"), "@\(name)")
      #expect {
        try TestGraph("type Query { a: Int @\(name) @rest(service: \"s\", GET: \"/a\") }") { _ in .json("") }
      } throws: { error in "\(error)".contains("UNSUPPORTED_FEATURE: \"@\(name)\" is not supported yet") }
    }
  }
}
