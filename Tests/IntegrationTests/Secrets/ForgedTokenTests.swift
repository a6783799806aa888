import TestSupport
import Testing

extension WholeChain {
  /// Tokens that the user service has not signed.
  @Suite struct ForgedTokens {
    /// An attacker who has read the settings of the order service has the shared secret and the public key.
    @Test func areRefusedByEveryService() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let publicKey = try await Command.output("openssl", ["pkey", "-in", TestStack.signingKeyFile ?? "", "-pubout"])
        for secret in [TestStack.jwtSecret ?? "", publicKey, publicKey + "\n"] {
          let token = try await AccessToken.signedWithSecret(userID: customer.id, roles: ["customer", "admin"], secret: secret)
          for url in [chain.users, chain.orders, chain.payments] {
            _ = try await chain.client.send(.get, url, token: token).expecting(401)
          }
          for origin in [chain.gateway, chain.nginx] {
            let answer = try await chain.client.graphQL("{ me { id } }", at: origin, token: token).expecting(401)
            #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
          }
        }
        let token = try await AccessToken.living(userID: customer.id, roles: ["admin"])
        for url in [chain.users, chain.orders, chain.payments] { _ = try await chain.client.send(.get, url, token: token).expecting(200) }
      }
    }

    @Test func theUserServiceShowsItsPublicKeys() async throws {
      try await Chain.with { chain in
        let keys = try await chain.client.send(.get, (TestStack.userURL ?? "") + "/.well-known/jwks.json").expecting(200)
        #expect(try keys.string("keys.0.kty") == "OKP" && keys.string("keys.0.crv") == "Ed25519" && keys.string("keys.0.alg") == "EdDSA")
        #expect(try keys.value("keys.0.d") == nil)
      }
    }
  }
}
