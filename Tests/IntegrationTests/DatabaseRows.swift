import TestSupport

/// What the three databases hold, for showing that something wrote nothing.
enum DatabaseRows {
  /// The number of rows of the tables that requests write to.
  static func counts() async throws -> [String: String] {
    var counts: [String: String] = [:]
    for (database, table) in [
      ("user_service", "users"), ("order_service", "orders"), ("order_service", "order_items"), ("payment_service", "payments"),
      ("user_service", "outbox"), ("order_service", "outbox"), ("payment_service", "outbox"),
    ] {
      counts["\(database).\(table)"] = try await count(table, in: database)
    }
    return counts
  }

  /// Published rows leave the outbox, so its sequence tells whether anything was added.
  private static func count(_ table: String, in database: String) async throws -> String {
    let sql = table == "outbox" ? "SELECT last_value FROM outbox_id_seq" : "SELECT count(*) FROM \(table)"
    return try await answer(sql, in: database)
  }

  /// What a statement gives in one of the databases, for the server's administrator: a line a row.
  static func answer(_ sql: String, in database: String) async throws -> String {
    guard let url = TestStack.postgresURL, let slash = url.lastIndex(of: "/") else { return "" }
    return try await Command.output("psql", ["-X", "-At", "-c", sql, "\(url[..<slash])/\(database)"])
  }
}
