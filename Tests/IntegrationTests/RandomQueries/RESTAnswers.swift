import Foundation
import JSON
import TestSupport

/// The responses of the services to one caller. Each URL is requested once, because the data does not change during the test.
actor RESTAnswers {
  private let client: StackClient
  private let token: String?
  private var known: [String: StackAnswer] = [:]
  nonisolated let isAnonymous: Bool

  init(client: StackClient, token: String?) {
    self.client = client
    self.token = token
    isAnonymous = token == nil
  }

  func get(_ url: String) async throws -> StackAnswer {
    if let answer = known[url] { return answer }
    let answer = try await client.send(.get, url, token: token)
    known[url] = answer
    return answer
  }

  /// A value in a URL, with all but the unreserved characters of RFC 3986 §2.3 percent-encoded.
  static func encoded(_ text: String) -> String {
    var unreserved = CharacterSet(charactersIn: "-._~")
    unreserved.insert(charactersIn: "a"..."z")
    unreserved.insert(charactersIn: "A"..."Z")
    unreserved.insert(charactersIn: "0"..."9")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
  }
}
