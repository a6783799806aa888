import Testing

/// The kinds of callers that authorisation distinguishes.
public enum Asker: String, Sendable, CaseIterable {
  /// A caller without a token.
  case nobody
  /// The customer who owns the resource of the path.
  case owner
  /// Another customer.
  case stranger
  /// A caller with the role `support`.
  case support
  /// A caller with the role `admin`.
  case admin
}

/// A table of endpoints with the expected status for each caller: role × ownership × endpoint.
///
///     try await AuthorisationMatrix([
///       .init("GET /api/v1/orders/:id", nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200),
///     ]).check(routes: routes.map(\.name)) { row, asker in try await status(row, asker) }
public struct AuthorisationMatrix: Sendable {
  /// One request and its expected statuses.
  public struct Row: Sendable {
    /// The route's name: method and pattern.
    public let route: String
    /// The body of the request.
    public let body: String
    public let expected: [Asker: Int]

    public init(_ route: String, body: String = "", nobody: Int, owner: Int, stranger: Int, support: Int, admin: Int) {
      self.route = route
      self.body = body
      expected = [.nobody: nobody, .owner: owner, .stranger: stranger, .support: support, .admin: admin]
    }

    /// A request with the same status for every caller.
    public init(_ route: String, everybody status: Int) {
      self.init(route, nobody: status, owner: status, stranger: status, support: status, admin: status)
    }

    public var method: String { String(route.prefix { $0 != " " }) }
    public var path: String { String(route.drop { $0 != " " }.dropFirst()) }
  }

  private let rows: [Row]

  public init(_ rows: [Row]) { self.rows = rows }

  /// Sends each row's request as each caller and compares the status. Each of `routes` must have a row.
  public func check(
    routes: [String], sourceLocation: SourceLocation = #_sourceLocation, _ status: (Row, Asker) async throws -> Int
  ) async throws {
    #expect(Set(rows.map(\.route)) == Set(routes), "the matrix has a row for every route", sourceLocation: sourceLocation)
    for row in rows {
      for asker in Asker.allCases {
        let got = try await status(row, asker)
        #expect(got == row.expected[asker], "\(row.route) \(row.body) as \(asker)", sourceLocation: sourceLocation)
      }
    }
  }
}
