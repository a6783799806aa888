import HTTPCore
import TLS

extension TLSClientFiles {
  static let serviceSDL = #"""
    "PEM files and the name for https calls of a service. What is left out is as the gateway's settings say."
    input service__TLS {
      "The certificates of the authorities that are trusted, for example {$env.SHOP_CA_FILE}."
      ca: rest__Template
      "The gateway's own certificate, with its chain."
      cert: rest__Template
      "The private key of cert."
      key: rest__Template
      "The name that the service's certificate must have, in place of the URL's host."
      serverName: rest__Template
    }
    """#

  /// Reads the members of `tls`. Errors are in the reader.
  init(_ reader: inout DirectiveReader, environment: [String: String]) {
    func text(_ member: String, _ reader: inout DirectiveReader) -> String? {
      guard let template = reader.template(member) else { return nil }
      var resolver = TemplateResolver(environment: environment, location: .header, allowed: [.env], verifiesTokens: false)
      do throws(TemplateError) {
        var text = ""
        for case .text(let part) in try resolver.resolve(template) { text += part }
        if text.isEmpty { reader.fail("\(member): is empty", at: reader.value(member)?.location) }
        return text
      } catch {
        reader.fail(member, error)
        return nil
      }
    }
    self.init(authorities: text("ca", &reader), serverName: text("serverName", &reader))
    let certificate = text("cert", &reader)
    let key = text("key", &reader)
    if let certificate, let key { identity = TLSIdentity(certificate: certificate, key: key) }
    if (reader.value("cert") == nil) != (reader.value("key") == nil) { reader.fail("cert and key are given together, or neither") }
    // The text is a host exactly when it is the host of a URL.
    if let name = serverName, HTTPURL("https://\(name.contains(":") ? "[\(name)]" : name)")?.host != name.lowercased() {
      reader.fail("serverName: \"\(name)\" is not a host name or an address", at: reader.value("serverName")?.location)
    }
  }
}
