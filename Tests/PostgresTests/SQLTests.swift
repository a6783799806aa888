import SharedKernel
import Testing

@testable import Postgres

struct SQLTests {
  private static let columns: SQL = "id, name"

  private static func values(_ sql: SQL) -> [String?] {
    sql.pieces.compactMap { piece -> String?? in
      if case .value(let text) = piece { .some(text) } else { .none }
    }
  }

  @Test func bindsInterpolatedValues() {
    let hostile = "'; DROP TABLE users; --"
    let sql: SQL = "SELECT \(sql: Self.columns) FROM users WHERE name = \(hostile) AND age > \(7)"
    #expect(sql.text == "SELECT id, name FROM users WHERE name = $1 AND age > $2")
    #expect(Self.values(sql) == [hostile, "7"])
  }

  @Test func bindsNilAsNull() {
    let sql: SQL = "UPDATE t SET a = \(String?.none), b = \(Int?.some(1))"
    #expect(sql.text == "UPDATE t SET a = $1, b = $2")
    #expect(Self.values(sql) == [nil, "1"])
  }

  @Test func numbersTheParametersOfAComposition() {
    var filter: SQL = ""
    filter += " AND a = \("x")"
    filter += " AND b = \("y")"
    let sql: SQL = "SELECT * FROM t WHERE c = \("z")\(sql: filter) LIMIT \(5)"
    #expect(sql.text == "SELECT * FROM t WHERE c = $1 AND a = $2 AND b = $3 LIMIT $4")
    #expect(Self.values(sql) == ["z", "x", "y", "5"])
    #expect(("SELECT 1" + filter).text == "SELECT 1 AND a = $1 AND b = $2")
  }

  @Test func isPreparedOnceForAllItsValues() {
    func statement(_ number: Int) -> StatementText { StatementText("SELECT \(number)") }
    func other(_ number: Int) -> StatementText { StatementText("SELECT \(number), 2") }
    var prepared = PreparedStatements()
    #expect(prepared.name(for: statement(1)) == ("s1", true))
    #expect(prepared.name(for: statement(2)) == ("s1", false))
    #expect(prepared.name(for: other(1)) == ("s2", true))
    prepared.forget(statement(3))
    #expect(prepared.name(for: statement(4)) == ("s3", true))
    #expect(prepared.name(for: other(2)) == ("s2", false))
  }
}
