import JSON
import TestSupport
import Testing

extension WholeChain.Outages {
  /// Tokens that are revoked while Redis is away, or before it loses its data, at the gateway and at all services.
  @Suite struct Revocations {
    enum Fault: CaseIterable, Sendable {
      /// Redis is killed, tokens are revoked, Redis starts with its old data.
      case killed
      /// Tokens are revoked, Redis loses its data.
      case flushed
    }

    private static let redis = StackProcess(name: "redis")

    private struct Account: Sendable {
      let id: String
      let email: String
      let token: String
      let refreshToken: String
    }

    /// Whether the token is accepted, by the place that was asked: the REST services, and the gateway.
    private static func accepted(_ token: String, _ chain: Chain) async throws -> [String: Bool] {
      var accepted: [String: Bool] = [:]
      for (name, url) in [
        ("user", chain.users + "/me"), ("order", chain.orders + "/my-orders"), ("payment", chain.payments + "/my-payments"),
        ("admin, order", chain.orders), ("admin, payment", chain.payments), ("admin, user", chain.users + "/audit-log"),
      ] {
        accepted[name] = try await chain.client.send(.get, url, token: token).status == 200
      }
      for query in ["me { id }", "myOrders { data { id } }", "myPayments { data { id } }"] {
        let answer = try await chain.client.graphQL("{ \(query) }", at: chain.gateway, token: token)
        accepted["gateway, \(query)"] = try answer.value("errors") == nil
      }
      let placed = try await chain.client.send(.post, chain.orders, token: token, body: Chain.laptopOrder)
      accepted["order, POST"] = placed.status == 201
      return accepted
    }

    private static func register(_ chain: Chain) async throws -> Account {
      let email = "\(unique()).test@example.com"
      let body = #"{"email": "\#(email)", "password": "password123", "firstName": "Ada", "lastName": "Test"}"#
      return try await account(chain.client.send(.post, chain.users + "/register", body: body).expecting(201), email)
    }

    private static func logIn(_ email: String, _ password: String, _ chain: Chain) async throws -> Account {
      let body = #"{"email": "\#(email)", "password": "\#(password)"}"#
      return try await account(chain.client.send(.post, chain.users + "/login", body: body).expecting(200), email)
    }

    private static func newAdministrator(_ chain: Chain) async throws -> Account {
      let account = try await register(chain)
      let granting = try await AccessToken.living(userID: account.id, roles: ["admin"])
      _ = try await chain.client.send(.put, "\(chain.users)/\(account.id)/roles/admin", token: granting).expecting(200)
      return try await logIn(account.email, "password123", chain)
    }

    private static func account(_ answer: StackAnswer, _ email: String) async throws -> Account {
      Account(
        id: try answer.string("data.user.id"), email: email, token: try answer.string("data.token"),
        refreshToken: try answer.string("data.refreshToken"))
    }

    @Test(.timeLimit(.minutes(3)), arguments: Fault.allCases) func areKeptThroughAFaultOfRedis(_ fault: Fault) async throws {
      try await Chain.with { chain in
        let admin = try await Self.newAdministrator(chain).token
        let formerAdmin = try await Self.newAdministrator(chain)
        let role = "\(chain.users)/\(formerAdmin.id)/roles/admin"
        let (changed, deleted, loggedOut, reused) = (
          try await Self.register(chain), try await Self.register(chain), try await Self.register(chain), try await Self.register(chain)
        )
        #expect(try await Self.accepted(formerAdmin.token, chain).values.allSatisfy { $0 })

        if fault == .killed { try Self.redis.kill9() }
        do {
          _ = try await chain.client.send(.delete, role, token: admin).expecting(200)
          let passwords = #"{"currentPassword": "password123", "newPassword": "another-password"}"#
          _ = try await chain.client.send(.post, chain.users + "/me/password", token: changed.token, body: passwords).expecting(200)
          _ = try await chain.client.send(.delete, "\(chain.users)/\(deleted.id)", token: deleted.token).expecting(200)
          let session = #"{"refreshToken": "\#(loggedOut.refreshToken)"}"#
          _ = try await chain.client.send(.post, chain.users + "/logout", token: loggedOut.token, body: session).expecting(200)
          let used = #"{"refreshToken": "\#(reused.refreshToken)"}"#
          _ = try await chain.client.send(.post, chain.users + "/refresh", body: used).expecting(200)
          _ = try await chain.client.send(.post, chain.users + "/refresh", body: used).expecting(401)
          if fault == .flushed {
            _ = try await Command.output("redis-cli", ["-u", TestStack.redisURL ?? ""] + TestStack.redisOptions + ["FLUSHALL"])
          }

          // At once, and again when Redis is back: never accepted anywhere.
          let revoked = ["role": formerAdmin, "password": changed, "deletion": deleted, "logout": loggedOut, "reuse": reused]
          for (kind, account) in revoked {
            for (place, isAccepted) in try await Self.accepted(account.token, chain) { #expect(!isAccepted, "\(kind) at \(place)") }
          }
          if fault == .killed { try await Self.redis.up() }
          for (kind, account) in revoked {
            for (place, isAccepted) in try await Self.accepted(account.token, chain) { #expect(!isAccepted, "\(kind) at \(place), later") }
          }
        } catch {
          if fault == .killed { try await Self.redis.up() }
          throw error
        }
        // Others go on, and so does the former administrator as a customer.
        #expect(try await chain.client.send(.get, chain.orders, token: admin).status == 200)
        let customer = try await Self.logIn(formerAdmin.email, "password123", chain).token
        let access = try await Self.accepted(customer, chain)
        #expect(access["order, POST"] == true && access["user"] == true && access["admin, user"] == false)
      }
    }

    @Test(.timeLimit(.minutes(2))) func customersAndAdministratorsGoOnWithoutRedis() async throws {
      try await Chain.with { chain in
        let admin = try await Self.newAdministrator(chain).token
        let customer = try await Self.register(chain).token
        try Self.redis.kill9()
        do {
          #expect(try await Self.accepted(admin, chain).values.allSatisfy { $0 })
          #expect(try await Self.accepted(customer, chain)["order, POST"] == true)
        } catch {
          try await Self.redis.up()
          throw error
        }
        try await Self.redis.up()
      }
    }
  }
}
