import JSON
import TestSupport
import Testing

extension WholeChain {
  /// The e-mails in the development mail sink.
  @Suite(.timeLimit(.minutes(1))) struct Mails {
    /// The newest e-mail to the customer with this subject.
    private func letter(_ subject: String, to customer: Chain.Customer, _ chain: Chain) async throws -> JSONValue {
      let sink = (TestStack.userURL ?? "") + "/dev/mails"
      let letter = try await eventuallyValue("a letter: \(subject)") {
        try await chain.client.send(.get, sink + ".json?recipient=\(customer.email)").expecting(200).value("data")?.elements?
          .first { $0["subject"]?.string == subject }
      }
      let page = try await chain.client.send(.get, sink + "?recipient=\(customer.email)").expecting(200)
      #expect(page.text.contains("<h2>\(subject)</h2>") && page.text.contains(customer.email))
      return letter
    }

    /// An e-mail ends with its token.
    private func token(in letter: JSONValue) throws -> String {
      try #require(letter["body"]?.string?.split(separator: "\n").last.map(String.init))
    }

    @Test func verifyAnAddressAndResetAPassword() async throws {
      try await Chain.with { chain in
        let customer = try await chain.newCustomer()
        let proof = try token(in: try await letter("Confirm your e-mail address", to: customer, chain))
        _ = try await chain.client.send(.post, chain.users + "/verify-email", body: #"{"token": "\#(proof)"}"#).expecting(200)
        let me = try await chain.client.send(.get, chain.users + "/me", token: customer.token).expecting(200)
        #expect(try me.value("data.emailVerified") == .bool(true))

        _ = try await chain.client.send(.post, chain.users + "/password-reset", body: #"{"email": "\#(customer.email)"}"#).expecting(202)
        let reset = try token(in: try await letter("Set a new password", to: customer, chain))
        let change = #"{"token": "\#(reset)", "password": "another-password"}"#
        _ = try await chain.client.send(.post, chain.users + "/password-reset/confirm", body: change).expecting(200)
        _ = try await chain.client.send(.get, chain.users + "/me", token: customer.token).expecting(401)
        let login = #"{"email": "\#(customer.email)", "password": "another-password"}"#
        _ = try await chain.client.send(.post, chain.users + "/login", body: login).expecting(200)
      }
    }
  }
}
