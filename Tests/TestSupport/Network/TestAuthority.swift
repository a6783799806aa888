import Foundation
import TLS

/// A certificate authority in a folder of its own, for tests. It issues certificates with the `openssl` program.
public struct TestAuthority: Sendable {
  /// What a certificate is for.
  public enum KeyKind: Sendable {
    case p256
    case rsa2048

    fileprivate var arguments: [String] {
      switch self {
      case .p256: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
      case .rsa2048: ["-newkey", "rsa:2048"]
      }
    }
  }

  public let directory: String
  /// The authority's own certificate.
  public var certificate: String { "\(directory)/ca.pem" }
  private var key: String { "\(directory)/ca.key" }

  /// Makes a folder and an authority in it, and removes the folder after the body.
  public static func with<Result>(_ body: (TestAuthority) async throws -> Result) async throws -> Result {
    let authority = TestAuthority(directory: "\(NSTemporaryDirectory())/trellis-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: authority.directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: authority.directory) }
    try await authority.make()
    return try await body(authority)
  }

  /// Another authority, in a folder of this one.
  public func other() async throws -> TestAuthority {
    let authority = TestAuthority(directory: "\(directory)/\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: authority.directory, withIntermediateDirectories: true)
    try await authority.make()
    return authority
  }

  private func make() async throws {
    _ = try await Command.output(
      "openssl",
      ["req", "-x509", "-nodes", "-subj", "/CN=Test authority", "-days", "10", "-keyout", key, "-out", certificate] + KeyKind.p256.arguments
    )
  }

  /// A certificate for names such as `DNS:localhost` and `IP:127.0.0.1`. A negative number of days makes one that has expired.
  public func issue(_ file: String, for names: [String], days: Int = 5, kind: KeyKind = .p256) async throws -> TLSIdentity {
    let identity = TLSIdentity(certificate: "\(directory)/\(file).pem", key: "\(directory)/\(file).key")
    let request = "\(directory)/\(file).csr"
    _ = try await Command.output(
      "openssl",
      ["req", "-new", "-nodes", "-subj", "/CN=\(file)", "-addext", "subjectAltName=\(names.joined(separator: ","))"] + kind.arguments
        + ["-keyout", identity.key, "-out", request])
    _ = try await Command.output(
      "openssl",
      [
        "x509", "-req", "-in", request, "-CA", certificate, "-CAkey", key, "-days", "\(days)", "-copy_extensions", "copy", "-out",
        identity.certificate,
      ])
    return identity
  }

  /// Writes a file of the folder and returns its path.
  public func file(_ name: String, _ text: String) throws -> String {
    let path = "\(directory)/\(name)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }
}
