import HTTPCore

/// Where Redis is and how long it may take.
public struct RedisConfiguration: Sendable {
  /// Name or address.
  public var host: String
  /// TCP port.
  public var port: Int
  /// For AUTH (Redis 6: with a user name), nil for none.
  public var username: String?
  /// For AUTH, nil for none.
  public var password: String?
  /// For SELECT.
  public var database: Int
  /// The longest that a command may take.
  public var commandTimeout: Duration
  /// The longest that connecting may take.
  public var connectTimeout: Duration
  /// Commands under way on one loop; one more fails at once.
  public var pipelineLimit: Int

  /// Reads `redis://user:password@host:port/database`; nil when it is no such URL.
  public init?(
    url: String, commandTimeout: Duration = .seconds(1), connectTimeout: Duration = .seconds(2), pipelineLimit: Int = 4096
  ) {
    let scheme = "redis://"
    guard url.hasPrefix(scheme) else { return nil }
    let rest = url.dropFirst(scheme.count)
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
  /// Says neither host nor password.
  public var description: String { "RedisConfiguration" }
  /// As `description`.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
