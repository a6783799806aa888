import Crypto

/// A document that requests name by an identifier.
struct PersistedDocument: Sendable, Equatable {
  let text: String
  /// The SHA-256 of the text in lower-case hexadecimal digits. The engine caches the document's operations under it.
  let hash: String

  init(_ text: String) {
    self.text = text
    hash = SHA256.hexDigest(text)
  }

  /// A document whose hash is known.
  init(text: String, hash: String) {
    self.text = text
    self.hash = hash
  }

  /// The prefix of an identifier that is the hash. Source: GraphQL over HTTP, appendix A, "SHA256 Hex Document Identifier".
  static let prefix = "sha256:"
}
