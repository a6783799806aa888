import TestSupport
import Testing

@testable import TLS

/// Files that cannot be used are refused when they are read.
struct TLSContextTests {
  @Test func refusesFilesThatCannotBeUsed() async throws {
    try await TestAuthority.with { authority in
      let good = try await authority.issue("good", for: ["DNS:localhost"])
      let other = try await authority.issue("other", for: ["DNS:localhost"])
      let rsa = try await authority.issue("rsa", for: ["DNS:localhost"], kind: .rsa2048)
      let text = try authority.file("text", "no certificate")
      let locked = "\(authority.directory)/locked.key"
      _ = try await Command.output("openssl", ["ec", "-in", good.key, "-aes256", "-passout", "pass:secret", "-out", locked])
      let missing = "\(authority.directory)/missing.pem"
      func problem(_ certificate: String, _ key: String, clients: String? = nil) -> TLSFileError? {
        do throws(TLSFileError) {
          _ = try TLSServerContext(
            TLSServerFiles(identities: [TLSIdentity(certificate: certificate, key: key)], clientAuthorities: clients))
          return nil
        } catch {
          return error
        }
      }
      #expect(problem(good.certificate, good.key, clients: authority.certificate) == nil)
      #expect(problem(missing, good.key) == TLSFileError(role: .certificate, file: missing, problem: "does not exist"))
      #expect(problem(good.certificate, missing) == TLSFileError(role: .key, file: missing, problem: "does not exist"))
      #expect(
        problem(text, good.key)
          == TLSFileError(role: .certificate, file: text, problem: "is not a PEM file of a certificate and its chain"))
      for key in [other.key, rsa.key] {
        #expect(
          problem(good.certificate, key)
            == TLSFileError(role: .key, file: key, problem: "is not the key of the certificate in \(good.certificate)"))
      }
      for key in [text, locked] {
        #expect(
          problem(good.certificate, key)
            == TLSFileError(role: .key, file: key, problem: "is not a PEM file of a private key without a passphrase"))
      }
      #expect(
        problem(good.certificate, good.key, clients: missing)
          == TLSFileError(role: .authorities, file: missing, problem: "does not exist"))
      #expect(
        problem(good.certificate, good.key, clients: text)
          == TLSFileError(role: .authorities, file: text, problem: "is not a PEM file of certificates"))
      #expect(throws: TLSFileError(role: .authorities, file: text, problem: "is not a PEM file of certificates")) {
        try TLSClientContext(TLSClientFiles(authorities: text))
      }
    }
  }

  @Test func refusesWeakKeys() async throws {
    try await TestAuthority.with { authority in
      let key = "\(authority.directory)/weak.key"
      let certificate = "\(authority.directory)/weak.pem"
      _ = try await Command.output(
        "openssl", ["req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=weak", "-keyout", key, "-out", certificate])
      #expect(throws: TLSFileError(role: .certificate, file: certificate, problem: "has a key that is too short")) {
        try TLSServerContext(TLSServerFiles(identities: [TLSIdentity(certificate: certificate, key: key)]))
      }
    }
  }

  @Test func tellsHowLongACertificateIsValid() async throws {
    try await TestAuthority.with { authority in
      for (days, isExpired) in [(3, false), (-1, true)] {
        let identity = try await authority.issue("server", for: ["DNS:localhost"], days: days)
        let validity = try #require(try TLSServerContext(TLSServerFiles(identities: [identity])).validities.first)
        #expect(validity.file == identity.certificate)
        #expect((validity.validity < .zero) == isExpired)
        #expect(abs(validity.validity / .seconds(86_400) - Double(days)) < 0.1)
      }
    }
  }
}
