import Crypto
import Foundation

/// One numbered SQL file of a service, such as `0001_create_users.sql`.
struct MigrationFile: Sendable {
  let version: Int
  let name: String
  let text: String
  /// SHA-256 of the file, in base64url.
  let checksum: String

  /// All files of a directory in order of their numbers.
  static func all(in directory: String) throws(MigrationError) -> [MigrationFile] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw MigrationError("the directory \(directory) cannot be read (MIGRATIONS_DIR)")
    }
    var files: [MigrationFile] = []
    for name in names.sorted() where name.hasSuffix(".sql") {
      guard name.utf8.count > 5, let version = Int(name.prefix(4)), version > 0, name.dropFirst(4).first == "_" else {
        throw MigrationError("\(name) is not named like 0001_what_it_does.sql")
      }
      if files.last?.version == version { throw MigrationError("two files have the number of \(name)") }
      guard let bytes = FileManager.default.contents(atPath: directory + "/" + name), let text = String(bytes: bytes, encoding: .utf8)
      else { throw MigrationError("\(name) cannot be read as UTF-8") }
      files.append(MigrationFile(version: version, name: name, text: text, checksum: Base64URL.encode(SHA256.digest(Array(bytes)))))
    }
    return files
  }

  /// The SQL that undoes a file, from `down/0001_create_users.down.sql` for `0001_create_users.sql`.
  static func undoing(_ name: String, in directory: String) throws(MigrationError) -> String {
    let undoing = "down/" + (name.hasSuffix(".sql") ? String(name.dropLast(4)) : name) + ".down.sql"
    guard let bytes = FileManager.default.contents(atPath: directory + "/" + undoing), let text = String(bytes: bytes, encoding: .utf8)
    else {
      throw MigrationError("\(name) cannot be undone: there is no \(undoing)")
    }
    return text
  }
}
