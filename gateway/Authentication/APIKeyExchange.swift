import Concurrency
import Crypto
import HTTPClient
import HTTPCore
import JSON
import SharedKernel
import Synchronization

/// Exchanges API keys at the user service for access tokens, and remembers each token for at most 60 seconds.
///
/// A token is verified like any other, so that of a revoked key is refused as soon as the list of revoked tokens names it.
final class APIKeyExchange: Sendable {
  private struct Remembered: Sendable {
    let token: String
    let end: MonotonicTime
  }

  private typealias Answer = Result<String, TokenVerifier.Refusal>

  static let memory = Duration.seconds(60)
  private static let timeout = Duration.seconds(2)

  private let client: HTTPClient
  private let url: HTTPURL
  private let remembered = Mutex(LRUCache<[UInt8], Remembered>(capacity: 4096))
  private let exchanges = SingleFlight<[UInt8], Answer>()

  /// - Parameter url: the origin of the user service.
  init(url: HTTPURL, client: HTTPClient) {
    self.url = url
    self.client = client
  }

  /// The token of a key.
  func token(for key: String) async throws(TokenVerifier.Refusal) -> String {
    guard Self.isKey(key) else { throw Self.notValid }
    // Keys are not kept in memory.
    let digest = SHA256.digest(key)
    if let found = remembered.withLock({ $0.value(for: digest) }), MonotonicTime.now < found.end { return found.token }
    let answer = await exchanges.value(for: digest, isShareable: { _ in true }) { await exchange(key, digest) }
    return try answer.value.get()
  }

  /// Forgets the token of a key.
  func forget(_ key: String) {
    remembered.withLock { $0.insert(Remembered(token: "", end: MonotonicTime(nanoseconds: 0)), for: SHA256.digest(key)) }
  }

  private func exchange(_ key: String, _ digest: [UInt8]) async -> Answer {
    let begin = MonotonicTime.now
    var writer = JSONWriter()
    writer.object { $0.member("key", key) }
    let request = HTTPRequest(
      method: .post, target: "/api/v1/api-keys/token", headers: ["Content-Type": "application/json", "Accept": "application/json"],
      body: writer.bytes)
    guard let response = try? await client.execute(request, to: url, timeout: Self.timeout, bodyBytes: 65_536) else {
      return .failure(.unavailable)
    }
    switch response.status {
    case .unauthorized: return .failure(Self.notValid)
    case .ok:
      guard let token = (try? JSONDocument(parsing: response.body))?.root["data"]?["token"]?.string else {
        return .failure(.unavailable)
      }
      remembered.withLock { $0.insert(Remembered(token: token, end: begin.advanced(by: Self.memory)), for: digest) }
      return .success(token)
    default: return .failure(.unavailable)
    }
  }

  private static let notValid = TokenVerifier.Refusal.invalid("The API key is not valid.")

  /// Whether the text has the form of a key. What has not is not worth a call.
  private static func isKey(_ text: String) -> Bool {
    text.utf8.count == 47 && text.hasPrefix("trk_") && Base64URL.decode(String(text.dropFirst(4))) != nil
  }
}
