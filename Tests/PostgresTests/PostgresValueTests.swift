import SharedKernel
import Testing

@testable import Postgres

struct PostgresValueTests {
  @Test func writesArrayLiterals() {
    #expect([String]().postgresText == "{}")
    #expect(["a", "b c", "d\"e\\f", "NULL", ""].postgresText == #"{"a","b c","d\"e\\f","NULL",""}"#)
    #expect([Int64(1), 2].postgresText == #"{"1","2"}"#)
  }

  @Test(arguments: [
    ("{}", []), ("{a,b}", ["a", "b"]), (#"{"b c","d\"e\\f","NULL",""}"#, ["b c", "d\"e\\f", "NULL", ""]), ("{ü}", ["ü"]),
  ])
  func readsArrayLiterals(literal: String, elements: [String]) {
    #expect([String](postgresText: literal) == elements)
  }

  @Test(arguments: ["", "{", "{a", "{{a},{b}}", "{NULL}", "x", "{a}}", "{\"a}"])
  func refusesOtherLiterals(literal: String) {
    #expect([String](postgresText: literal) == nil)
  }

  @Test func encodesBytesAsText() {
    #expect(Array(#"{"a":1}"#.utf8).postgresText == #"{"a":1}"#)
    #expect([UInt8](postgresText: "{}") == Array("{}".utf8))
  }

  @Test func readsTimesOfAnISOConnection() {
    #expect(Timestamp(postgresText: "2026-11-21 04:11:05.123456+00")?.description == "2026-11-21T04:11:05.123456Z")
    #expect(Timestamp(postgresText: "infinity") == nil)
    #expect(Timestamp(postgresText: "2026-11-21 04:11:05") == nil)
  }

  @Test func distinguishesNullFromAnInvalidText() {
    #expect(Int?(postgresText: nil) == .some(.none))
    #expect(Int?(postgresText: "x") == nil)
    #expect(Int(postgresText: nil) == nil)
  }

  @Test func refusesNULCharacters() {
    #expect(ParameterValues("\("a\0b")") == nil)
    #expect(ParameterValues("\("") \(String?.none) \("ü")") != nil)
  }

  @Test(arguments: [
    "postgres://u:p%40@127.0.0.1:5433/db", "postgresql://u@host/db?sslmode=disable", "postgres://h/",
  ])
  func readsURLs(url: String) {
    #expect(PostgresConfiguration(url: url) != nil)
  }

  @Test func passesTheSettingsOfTLSToLibpq() throws {
    let url = "postgres://u:p@db.internal/orders?sslmode=verify-full&sslrootcert=/c/ca.pem&sslcert=/c/own.pem&sslkey=/c/own.key"
    let configuration = try #require(PostgresConfiguration(url: url))
    let parameters = configuration.connectionParameters(statementTimeout: nil, addresses: ["10.0.0.1", "10.0.0.2"])
    func value(_ keyword: String) -> String? { parameters.last { $0.keyword == keyword }?.value }
    #expect(value("sslmode") == "verify-full")
    #expect(value("sslrootcert") == "/c/ca.pem")
    #expect(value("sslcert") == "/c/own.pem")
    #expect(value("sslkey") == "/c/own.key")
    // The name that the server's certificate must have, beside the addresses that we resolved ourselves.
    #expect(value("host") == "db.internal,db.internal")
    #expect(value("hostaddr") == "10.0.0.1,10.0.0.2")
  }

  @Test(arguments: ["", "http://h/db", "postgres://", "postgres://u:p@h:x y/db", "postgres://h/db?nonsense=1"])
  func refusesOtherURLs(url: String) {
    #expect(PostgresConfiguration(url: url) == nil)
  }

  @Test func descriptionsContainNoValues() {
    let error = PostgresError(sqlState: "22P02", constraint: "", message: "invalid input syntax for type uuid: \"secret\"")
    #expect(!"\(error)".contains("secret"))
    #expect(error.code == .other(sqlState: "22P02"))
  }
}
