import CPostgres

/// The address of the database, and limits for the process.
public struct PostgresConfiguration: Sendable {
  /// The keywords and values of libpq that the URL gives.
  let parameters: [Parameter]
  /// The number of connections of the process without sessions. At least two per event loop are used.
  public var poolSize: Int
  /// The time limit of a statement outside a session.
  public var statementTimeout: Duration
  /// The time limit for waiting for a connection; then the call fails with `.unavailable`.
  public var acquireTimeout: Duration
  /// The time limit for connecting.
  public var connectTimeout: Duration
  /// The maximum number of calls that wait for an exclusive connection on one event loop; one more fails at once with `.unavailable`.
  public var waitingLimit: Int
  /// The maximum number of statements under way on one shared connection; one more fails at once with `.unavailable`.
  public var pipelineLimit: Int
  /// Shown in `pg_stat_activity`.
  public var applicationName: String

  struct Parameter: Sendable {
    let keyword: String
    let value: String
  }

  /// Reads `postgres://user:password@host:port/database?option=value`; nil when it is not such a URL or has no host.
  public init?(
    url: String, poolSize: Int = 8, statementTimeout: Duration = .seconds(10), acquireTimeout: Duration = .seconds(5),
    connectTimeout: Duration = .seconds(5), waitingLimit: Int = 1024, pipelineLimit: Int = 4096, applicationName: String = "trellis"
  ) {
    guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"), let parameters = Self.parse(url),
      parameters.contains(where: { $0.keyword == "host" }),
      parameters.allSatisfy({ $0.keyword != "port" || UInt16($0.value) != nil })
    else { return nil }
    self.parameters = parameters
    self.poolSize = poolSize
    self.statementTimeout = statementTimeout
    self.acquireTimeout = acquireTimeout
    self.connectTimeout = connectTimeout
    self.waitingLimit = waitingLimit
    self.pipelineLimit = pipelineLimit
    self.applicationName = applicationName
  }

  /// The parameters for `PQconnectStartParams`. The last value of a keyword takes effect, so these come after those of the URL.
  func connectionParameters(statementTimeout: Duration?, addresses: [String]) -> [Parameter] {
    let milliseconds = statementTimeout.map { max(1, Int($0 / .milliseconds(1))) } ?? 0
    let settings = "-c TimeZone=UTC -c DateStyle=ISO -c statement_timeout=\(milliseconds)"
    var hosts: [Parameter] = []
    if let host = networkHost, !addresses.isEmpty {
      hosts.append(Parameter(keyword: "host", value: addresses.map { _ in host }.joined(separator: ",")))
      hosts.append(Parameter(keyword: "hostaddr", value: addresses.joined(separator: ",")))
    }
    return parameters + hosts + [
      Parameter(keyword: "application_name", value: applicationName),
      Parameter(keyword: "client_encoding", value: "UTF8"),
      Parameter(keyword: "options", value: settings),
      // Otherwise libpq first makes a connection attempt with GSS encryption.
      Parameter(keyword: "gssencmode", value: "disable"),
      Parameter(keyword: "keepalives_idle", value: "30"),
      Parameter(keyword: "keepalives_interval", value: "10"),
      Parameter(keyword: "keepalives_count", value: "3"),
    ]
  }

  /// The role that connects, if the URL has one.
  public var user: String? { parameters.first { $0.keyword == "user" }?.value }

  /// The host name to resolve: nil for a Unix socket, several hosts, or a URL with `hostaddr`.
  var networkHost: String? {
    guard let host = parameters.first(where: { $0.keyword == "host" })?.value, !host.hasPrefix("/"), !host.contains(","),
      !parameters.contains(where: { $0.keyword == "hostaddr" })
    else { return nil }
    return host
  }

  private static func parse(_ url: String) -> [Parameter]? {
    guard let options = PQconninfoParse(url, nil) else { return nil }
    defer { PQconninfoFree(options) }
    var parameters: [Parameter] = []
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { parameters.append(Parameter(keyword: String(cString: keyword), value: String(cString: value))) }
      option += 1
    }
    return parameters
  }
}

extension PostgresConfiguration: CustomStringConvertible, CustomReflectable {
  /// Contains neither host nor password.
  public var description: String { "PostgresConfiguration(\(applicationName))" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
