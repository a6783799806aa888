import GraphQLLanguage
import GraphTools
import JSON

/// The documents that the operator trusts. They are found by identifier and by text.
///
/// Each document has its SHA-256 as an identifier, with and without the prefix `sha256:`. A document of a manifest also has the manifest's
/// identifier.
struct TrustedDocuments: Sendable {
  private var byIdentifier: [String: PersistedDocument] = [:]
  private var byText: [String: PersistedDocument] = [:]

  /// Reads a folder of `.graphql` files, each of which is one document, or a manifest.
  init(path: String) throws(FileError) {
    guard SourceFile.isFolder(path) else {
      self = try TrustedDocuments(manifest: try SourceFile(path: path))
      return
    }
    let files = try SourceFile.documents(in: path)
    guard !files.isEmpty else { throw FileError(description: "\(path): there is no .graphql file in the folder.") }
    for file in files {
      do { _ = try Parser.parse(file.text) } catch { throw FileError(description: "\(file.name): \(error.message)") }
      try add(file.text, identifier: nil, file.name)
    }
  }

  /// Reads a manifest of Apollo (`generate-persisted-query-manifest`), or a JSON object from identifiers to documents, as the Relay compiler
  /// and graphql-codegen write it.
  init(manifest file: SourceFile) throws(FileError) {
    let root: JSONView
    do { root = try JSONDocument(parsing: Array(file.text.utf8)).root } catch {
      throw FileError(description: "\(file.name): the manifest is not JSON: \(error.message), at byte \(error.offset).")
    }
    guard root.kind == .object else {
      throw FileError(description: "\(file.name): a manifest is a JSON object: Apollo's, or one from identifiers to documents.")
    }
    if let format = root["format"]?.string, root["operations"] != nil {
      try readOperations(of: root, format, file.name)
    } else {
      for (identifier, value) in root.members {
        guard let text = value.string else { throw FileError(description: "\(file.name): \"\(identifier)\" must be a document's text.") }
        try add(text, identifier: identifier, file.name)
      }
    }
    guard !byText.isEmpty else { throw FileError(description: "\(file.name): the manifest has no document.") }
  }

  var count: Int { byText.count }

  /// The document with an identifier.
  func document(identifiedBy identifier: String) -> PersistedDocument? { byIdentifier[identifier] }

  /// The document with exactly this text.
  func document(text: String) -> PersistedDocument? { byText[text] }

  private mutating func readOperations(of root: JSONView, _ format: String, _ file: String) throws(FileError) {
    guard format == "apollo-persisted-query-manifest", root["version"]?.int == 1 else {
      throw FileError(description: "\(file): the format must be apollo-persisted-query-manifest, with version 1.")
    }
    guard let operations = root["operations"], operations.kind == .array else {
      throw FileError(description: "\(file): \"operations\" must be a list.")
    }
    for (position, operation) in operations.elements.enumerated() {
      guard let identifier = operation["id"]?.string, let text = operation["body"]?.string else {
        throw FileError(description: "\(file): operations[\(position)] must have the texts \"id\" and \"body\".")
      }
      try add(text, identifier: identifier, file)
    }
  }

  private mutating func add(_ text: String, identifier: String?, _ file: String) throws(FileError) {
    let document = PersistedDocument(text)
    let prefixed = PersistedDocument.prefix + document.hash
    if let identifier {
      guard !identifier.isEmpty, !text.isEmpty else { throw FileError(description: "\(file): an identifier or a document is empty.") }
      if identifier.hasPrefix(PersistedDocument.prefix), identifier != prefixed {
        throw FileError(description: "\(file): \"\(identifier)\" is not the SHA-256 of its document, which is \(prefixed).")
      }
      if let other = byIdentifier[identifier], other != document {
        throw FileError(description: "\(file): two documents have the identifier \"\(identifier)\".")
      }
      byIdentifier[identifier] = document
    }
    for own in [document.hash, prefixed] {
      if let other = byIdentifier[own], other != document {
        throw FileError(description: "\(file): \"\(own)\" is the SHA-256 of one document, and the identifier of another.")
      }
      byIdentifier[own] = document
    }
    byText[text] = document
  }
}
