import HTTPCore
import TLS

/// The address of Redis, and the timeouts.
public struct RedisConfiguration: Sendable {
  /// A host name or an address.
  public var host: String
  public var port: Int
  /// The URL's scheme is `rediss`.
  public var isSecure: Bool
  /// For `rediss`: the authorities that are trusted, and the client's own certificate. Without it nothing connects.
  public var tls: TLSClientContext?
  /// The user for AUTH (Redis 6 and later); nil for none.
  public var username: String?
  /// The password for AUTH; nil for none.
  public var password: String?
  /// The number for SELECT.
  public var database: Int
  /// The timeout of a command.
  public var commandTimeout: Duration
  /// The timeout for connecting.
  public var connectTimeout: Duration
  /// The maximum number of commands in progress on one loop; further ones fail at once.
  public var pipelineLimit: Int

  /// Parses `redis://user:password@host:port/database`, or `rediss://…`; nil for anything else.
  public init?(
    url: String, commandTimeout: Duration = .seconds(1), connectTimeout: Duration = .seconds(2), pipelineLimit: Int = 4096
  ) {
    isSecure = url.hasPrefix("rediss://")
    guard isSecure || url.hasPrefix("redis://") else { return nil }
    let rest = url.dropFirst(isSecure ? 9 : 8)
    let authorityEnd = rest.firstIndex(of: "/") ?? rest.endIndex
    var authority = rest[..<authorityEnd]
    let path = rest[authorityEnd...].dropFirst()
    if let at = authority.lastIndex(of: "@") {
      let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let user = PercentEncoding.decode(parts[0]), let secret = PercentEncoding.decode(parts.count > 1 ? parts[1] : "") else {
        return nil
      }
      username = user.isEmpty ? nil : user
      password = secret.isEmpty ? nil : secret
      authority = authority[authority.index(after: at)...]
    }
    var portText: Substring = "6379"
    if authority.first == "[", let bracket = authority.firstIndex(of: "]") {
      host = String(authority[authority.index(after: authority.startIndex)..<bracket])
      let after = authority[authority.index(after: bracket)...]
      if after.first == ":" { portText = after.dropFirst() } else if !after.isEmpty { return nil }
    } else {
      let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count <= 2 else { return nil }
      host = String(parts[0])
      if parts.count == 2 { portText = parts[1] }
    }
    guard !host.isEmpty, let port = Int(portText), (1...65535).contains(port), let database = path.isEmpty ? 0 : Int(path), database >= 0
    else { return nil }
    self.port = port
    self.database = database
    self.commandTimeout = commandTimeout
    self.connectTimeout = connectTimeout
    self.pipelineLimit = pipelineLimit
  }
}

extension RedisConfiguration: CustomStringConvertible, CustomReflectable {
  /// Without host and password.
  public var description: String { "RedisConfiguration" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
