import Testing

/// Who asks, as far as authorisation tells people apart.
public enum Asker: String, Sendable, CaseIterable {
  /// No token.
  case nobody
  /// The owner of what the path names, a customer.
  case owner
  /// Another customer.
  case stranger
  /// The role `support`.
  case support
  /// The role `admin`.
  case admin
}

/// A table of endpoints and the status that each asker must get: role × ownership × endpoint.
///
///     try await AuthorisationMatrix([
///       .init("GET /api/v1/orders/:id", nobody: 401, owner: 200, stranger: 404, support: 404, admin: 200),
///     ]).check(routes: routes.map(\.name)) { row, asker in try await status(row, asker) }
public struct AuthorisationMatrix: Sendable {
  /// One endpoint.
  public struct Row: Sendable {
    /// The route's name: method and pattern.
    public let route: String
    /// The status that each asker must get.
    public let expected: [Asker: Int]

    /// An endpoint and its statuses.
    public init(_ route: String, nobody: Int, owner: Int, stranger: Int, support: Int, admin: Int) {
      self.route = route
      expected = [.nobody: nobody, .owner: owner, .stranger: stranger, .support: support, .admin: admin]
    }

    /// An endpoint that answers everybody the same.
    public init(_ route: String, everybody status: Int) {
      self.init(route, nobody: status, owner: status, stranger: status, support: status, admin: status)
    }
  }

  private let rows: [Row]

  /// A matrix.
  public init(_ rows: [Row]) { self.rows = rows }

  /// Asks for each endpoint as each asker, and holds the status against the table; `routes` are all there are, so that none is forgotten.
  public func check(
    routes: [String], sourceLocation: SourceLocation = #_sourceLocation, _ status: (Row, Asker) async throws -> Int
  ) async throws {
    #expect(Set(rows.map(\.route)) == Set(routes), "the matrix has a row for every route", sourceLocation: sourceLocation)
    for row in rows {
      for asker in Asker.allCases {
        let got = try await status(row, asker)
        #expect(got == row.expected[asker], "\(row.route) as \(asker)", sourceLocation: sourceLocation)
      }
    }
  }
}
