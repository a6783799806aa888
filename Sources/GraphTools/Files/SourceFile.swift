import Foundation

/// A schema file, an operation file or a settings file: its name for messages, and its text.
package struct SourceFile: Sendable {
  package let name: String
  package let text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  package init(path: String) throws(FileError) {
    guard let isFolder = GraphTools.isFolder(path) else { throw FileError(description: "\(path): there is no such file.") }
    guard !isFolder else { throw FileError(description: "\(path): this is a folder, not a file.") }
    guard let data = FileManager.default.contents(atPath: path) else { throw FileError(description: "\(path): the file cannot be read.") }
    guard let text = String(data: data, encoding: .utf8) else { throw FileError(description: "\(path): the file is not UTF-8.") }
    self.init(name: path, text: text)
  }

  /// Whether the path is that of a folder.
  package static func isFolder(_ path: String) -> Bool { GraphTools.isFolder(path) == true }

  /// The schema files of a folder, sorted by name.
  package static func schema(in path: String) throws(FileError) -> [SourceFile] {
    let advice = "Name the folder with the schema files by --schema or SCHEMA_DIR."
    guard let isFolder = GraphTools.isFolder(path) else { throw FileError(description: "\(path): there is no such folder. \(advice)") }
    guard isFolder else { throw FileError(description: "\(path): this is a file. \(advice)") }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw FileError(description: "\(path): the folder cannot be read.")
    }
    let isSchema: (String) -> Bool = { name in
      (name.hasSuffix(".graphql") || name.hasSuffix(".graphqls")) && name != composedSchema && !name.hasPrefix(".")
    }
    let wanted = names.filter(isSchema).sorted()
    guard !wanted.isEmpty else { throw FileError(description: "\(path): there is no .graphql file in the folder. \(advice)") }
    var files: [SourceFile] = []
    for name in wanted { files.append(try SourceFile(path: path.hasSuffix("/") ? path + name : "\(path)/\(name)")) }
    return files
  }

  /// The `.graphql` and `.gql` files of a folder and of the folders in it, sorted by name.
  package static func documents(in path: String) throws(FileError) -> [SourceFile] {
    guard let names = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
      throw FileError(description: "\(path): the folder cannot be read.")
    }
    var files: [SourceFile] = []
    for name in names.sorted() where name.hasSuffix(".graphql") || name.hasSuffix(".gql") {
      files.append(try SourceFile(path: path.hasSuffix("/") ? path + name : "\(path)/\(name)"))
    }
    return files
  }

  /// `make schema` writes the supergraph beside the schema files. It is not one of them.
  static let composedSchema = "supergraph.graphql"
}

/// A file or folder that cannot be used.
package struct FileError: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

/// Whether there is a folder at the path. Nil if nothing is there.
private func isFolder(_ path: String) -> Bool? {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) ? isFolder.boolValue : nil
}
