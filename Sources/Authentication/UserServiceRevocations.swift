import HTTPClient
import HTTPCore
import JSON
import Sockets
import TLS

/// Asks the user service, whose database has every revocation: for services that have no complete set in Redis.
public struct UserServiceRevocations: RevocationList {
  /// Why the user service cannot say whether a token is revoked.
  public struct Unavailable: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
  }

  private static let timeout = Duration.seconds(2)

  private let client: HTTPClient
  private let url: HTTPURL

  /// - `url`: the origin of the user service.
  /// - `tls`: for an `https` URL.
  public init(url: HTTPURL, group: EventLoopGroup, tls: TLSClientContext? = nil) {
    var configuration = HTTPClientConfiguration()
    configuration.tls = tls
    self.init(url: url, client: HTTPClient(configuration: configuration, group: group))
  }

  public init(url: HTTPURL, client: HTTPClient) {
    self.url = url
    self.client = client
  }

  /// Sends the token to `GET /api/v1/users/me/token`, which describes it if it is valid.
  public func isRevoked(_ tokenID: String, token: String) async throws -> Bool {
    let request = HTTPRequest(
      target: "/api/v1/users/me/token", headers: ["Authorization": "Bearer \(token)", "Accept": "application/json"])
    let response: HTTPResponse
    do { response = try await client.execute(request, to: url, timeout: Self.timeout, bodyBytes: 65_536) } catch {
      throw Unavailable(description: "the user service does not answer")
    }
    switch response.status {
    case .unauthorized: return true
    case .ok:
      // The answer names the token, so that the answer of another server is not taken for one.
      let described = try? JSONDocument(parsing: response.body).root["data"]?["id"]?.string
      guard described == tokenID else { throw Unavailable(description: "the user service does not describe the token") }
      return false
    default: throw Unavailable(description: "the user service answers \(response.status.code)")
    }
  }
}
