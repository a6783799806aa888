import GraphQL
import GraphQLLanguage
import GraphTools

/// The operations of files, each as a document that is valid for a graph.
struct PersistedOperationList {
  struct Operation {
    let name: String
    let type: OperationType
    let document: PersistedDocument
  }

  /// The errors of all operations.
  struct Invalid: Error, CustomStringConvertible {
    let description: String
  }

  private(set) var operations: [Operation] = []

  /// - Throws: `Invalid`, with the place of each error.
  init(_ files: [SourceFile], engine: GraphQLEngine) throws(Invalid) {
    var documents: [(file: SourceFile, document: Document)] = []
    var fragments: [String: (file: String, fragment: FragmentDefinition)] = [:]
    var problems: [String] = []
    for file in files {
      let document: Document
      do { document = try Parser.parse(file.text) } catch {
        problems.append(Diagnostic(error, in: file.name).text(SourceTexts([file])))
        continue
      }
      documents.append((file, document))
      for fragment in document.fragments {
        if let other = fragments.updateValue((file.name, fragment), forKey: fragment.name.value) {
          problems.append("\(file.name): the fragment \"\(fragment.name.value)\" is also in \(other.file).")
        }
      }
    }
    var names: [String: String] = [:]
    for (file, document) in documents {
      for operation in document.operations {
        guard let name = operation.name?.value else {
          problems.append("\(file.name): an operation has no name. A manifest names each operation.")
          continue
        }
        if let other = names.updateValue(file.name, forKey: name) {
          problems.append("\(file.name): the operation \"\(name)\" is also in \(other).")
        }
        let used = Self.fragments(of: operation, among: fragments.mapValues(\.fragment))
        let isWhole =
          document.definitions.count == 1 + used.count && Set(document.fragments.map(\.name.value)) == Set(used.map(\.name.value))
        let text =
          isWhole
          ? file.text : Printer.text(of: Document(definitions: [.operation(operation)] + used.map { .fragment($0) }))
        do throws(RequestFailure) {
          _ = try engine.prepare(text, operationName: name)
          operations.append(Operation(name: name, type: operation.operation, document: PersistedDocument(text)))
        } catch {
          let source = SourceFile(name: isWhole ? file.name : "\(file.name) (\(name))", text: text)
          problems += error.errors.map { Diagnostic($0, in: source.name).text(SourceTexts([source])) }
        }
      }
    }
    if problems.isEmpty, operations.isEmpty { problems.append("There is no operation in the files.") }
    guard problems.isEmpty else { throw Invalid(description: problems.joined(separator: "\n")) }
    operations.sort { $0.name < $1.name }
  }

  /// The fragments that an operation uses, directly or through other fragments, by name. Those that do not exist are left out: validation
  /// reports them.
  private static func fragments(of operation: OperationDefinition, among all: [String: FragmentDefinition]) -> [FragmentDefinition] {
    var found: [String: FragmentDefinition] = [:]
    var pending = [operation.selectionSet]
    while let set = pending.popLast() {
      for selection in set.selections {
        switch selection {
        case .field(let field): if let inner = field.selectionSet { pending.append(inner) }
        case .inlineFragment(let inline): pending.append(inline.selectionSet)
        case .fragmentSpread(let spread):
          guard found[spread.name.value] == nil, let fragment = all[spread.name.value] else { continue }
          found[spread.name.value] = fragment
          pending.append(fragment.selectionSet)
        }
      }
    }
    return found.values.sorted { $0.name.value < $1.name.value }
  }
}
