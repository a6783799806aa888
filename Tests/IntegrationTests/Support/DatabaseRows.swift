import TestSupport

/// The contents of the three databases, to show that nothing was written.
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

  /// Published rows are deleted from the outbox, so its sequence shows whether a row was added.
  private static func count(_ table: String, in database: String) async throws -> String {
    let sql = table == "outbox" ? "SELECT last_value FROM outbox_id_seq" : "SELECT count(*) FROM \(table)"
    return try await answer(sql, in: database)
  }

  /// Runs a statement as the server's administrator; one line per row.
  static func answer(_ sql: String, in database: String) async throws -> String {
    guard let url = TestStack.postgresURL, let slash = url.lastIndex(of: "/") else { return "" }
    return try await Command.output("psql", ["-X", "-At", "-c", sql, "\(url[..<slash])/\(database)"])
  }
}
