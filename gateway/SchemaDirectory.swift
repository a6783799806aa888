import Foundation

/// The subgraphs' files of a folder.
struct SchemaDirectory {
  /// One subgraph: its file's name, for messages, and its SDL.
  struct File: Sendable {
    let name: String
    let text: String
  }

  /// Why a folder cannot be used, in words for the operator.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  /// The composed graph that `make schema` checks in beside its parts is no part itself.
  static let composed = "supergraph.graphql"

  /// All files, sorted by name.
  static func files(in path: String) throws(Unreadable) -> [File] {
    let advice = "Name the folder with the schema files by --schema or SCHEMA_DIR."
    guard let isFolder = isFolder(path) else { throw Unreadable(description: "\(path): there is no such folder. \(advice)") }
    guard isFolder else { throw Unreadable(description: "\(path): this is a file. \(advice)") }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw Unreadable(description: "\(path): the folder cannot be read.")
    }
    let wanted = names.filter { ($0.hasSuffix(".graphql") || $0.hasSuffix(".graphqls")) && $0 != composed && !$0.hasPrefix(".") }.sorted()
    guard !wanted.isEmpty else { throw Unreadable(description: "\(path): there is no .graphql file in the folder. \(advice)") }
    var files: [File] = []
    for name in wanted {
      let file = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      files.append(File(name: file, text: try text(of: file)))
    }
    return files
  }

  /// A file's text.
  static func text(of path: String) throws(Unreadable) -> String {
    guard let isFolder = isFolder(path) else { throw Unreadable(description: "\(path): there is no such file.") }
    guard !isFolder else { throw Unreadable(description: "\(path): this is a folder, not a file.") }
    guard let data = FileManager.default.contents(atPath: path) else { throw Unreadable(description: "\(path): the file cannot be read.") }
    guard let text = String(data: data, encoding: .utf8) else { throw Unreadable(description: "\(path): the file is not UTF-8.") }
    return text
  }

  /// Whether something is a folder; nil when there is nothing.
  private static func isFolder(_ path: String) -> Bool? {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) ? isFolder.boolValue : nil
  }
}
