import Crypto
import Testing

@Suite(.timeLimit(.minutes(1))) struct PasswordHasherTests {
  private static let cheap = Argon2Parameters(memoryKiB: 64, passes: 1, lanes: 1)

  @Test func verifiesOnlyThePassword() async throws {
    let hasher = PasswordHasher(parameters: Self.cheap)
    let hash = try await hasher.hash("correct horse")
    #expect(hash.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
    #expect(try await hasher.verify("correct horse", against: hash))
    #expect(try await !hasher.verify("wrong horse", against: hash))
    #expect(try await !hasher.verify("", against: hash))
    #expect(try await hasher.hash("correct horse") != hash)
  }

  @Test func readsTheCostFromTheStoredHash() async throws {
    let hash = try await PasswordHasher(parameters: Self.cheap).hash("p")
    let costlier = PasswordHasher(parameters: Argon2Parameters(memoryKiB: 128, passes: 2, lanes: 1))
    #expect(try await costlier.verify("p", against: hash))
    #expect(costlier.needsRehash(hash))
    #expect(!costlier.needsRehash(try await costlier.hash("p")))
    #expect(costlier.needsRehash("$2b$10$bcrypt"))
  }

  @Test(arguments: ["", "plain", "$argon2id$v=19$m=64,t=1,p=1$short", "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA"])
  func refusesAMalformedHash(_ hash: String) async throws {
    let hasher = PasswordHasher(parameters: Self.cheap)
    await #expect(throws: CryptoError.self) { try await hasher.verify("p", against: hash) }
  }

  @Test func isBusyWhenItsQueueIsFull() async throws {
    let hasher = PasswordHasher(parameters: Argon2Parameters(memoryKiB: 8192, passes: 3, lanes: 1), threads: 1, queueLimit: 2)
    let outcomes = await withTaskGroup(of: CryptoError.Code?.self) { group in
      for _ in 0..<40 {
        group.addTask {
          do throws(CryptoError) {
            _ = try await hasher.hash("p")
            return nil
          } catch { return error.code }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.contains(.busy))
    #expect(outcomes.contains(nil))
    #expect(try await hasher.hash("later").isEmpty == false)
  }
}
