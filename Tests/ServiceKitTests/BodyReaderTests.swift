import HTTPCore
import ServiceKit
import SharedKernel
import Testing

@Suite struct BodyReaderTests {
  private func reader(_ text: String, type: String? = "application/json") throws -> BodyReader {
    var headers = HTTPFields()
    headers["Content-Type"] = type
    return try BodyReader(HTTPRequest(method: .post, target: "/", headers: headers, body: Array(text.utf8)))
  }

  private func faults(_ text: String, _ read: (inout BodyReader) -> Void) throws -> [String] {
    var reader = try reader(text)
    read(&reader)
    do throws(ServiceError) {
      try reader.finish()
      return []
    } catch {
      return error.details.map { "\($0.field) \($0.message)" }
    }
  }

  @Test(arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON"])
  func acceptsJSON(_ type: String) {
    #expect(throws: Never.self) { try reader("{}", type: type) }
  }

  @Test(arguments: [nil, "text/plain", "application/jsonp", "application/x-www-form-urlencoded", ""])
  func rejectsOtherTypes(_ type: String?) {
    #expect(#expect(throws: ServiceError.self) { try reader("{}", type: type) }?.status == 415)
  }

  @Test(arguments: ["", "[]", "1", "{", #"{"a":1,}"#, String(repeating: "[", count: 10_000)])
  func rejectsOtherThanObjects(_ text: String) {
    #expect(#expect(throws: ServiceError.self) { try reader(text) }?.status == 400)
  }

  @Test func readsEachType() throws {
    var body = try reader(#"{"s":"x","i":3,"m":999.99,"b":true,"id":"0190163d-8694-739b-aea5-966c26f8ad91","n":null}"#)
    #expect(body.requiredString("s") == "x")
    #expect(body.requiredInt("i", range: 1...10) == 3)
    #expect(body.requiredMoney("m") == Money(hundredths: 99_999))
    #expect(body.optionalBool("b") == true)
    #expect(body.requiredID("id").description == "0190163d-8694-739b-aea5-966c26f8ad91")
    #expect(body.optionalString("n") == nil)
    #expect(body.optionalInt("absent", range: 0...1) == nil)
    try body.finish()
  }

  /// JSON does not distinguish notations of one number, so neither does the published schema.
  @Test(arguments: [("1e2", "100.00"), ("1E+2", "100.00"), ("1e-1", "0.10"), ("0.1e1", "1.00"), ("-0", "0.00"), ("0e400", "0.00")])
  func acceptsAnAmountInAnyNotation(_ text: String, _ amount: String) throws {
    var body = try reader(#"{"m":\#(text)}"#)
    #expect(body.requiredMoney("m").description == amount)
    try body.finish()
  }

  @Test(arguments: ["1e400", "1e-3", "-1e0", "10000000000", "9999999999.990000001", #""1""#, "[1]", "true"])
  func rejectsInvalidAmounts(_ text: String) throws {
    let found = try faults(#"{"m":\#(text)}"#) { _ = $0.optionalMoney("m") }
    #expect(found == ["m must be a number between 0.00 and 9999999999.99 with at most two decimals"])
  }

  @Test func reportsAllErrorsAtOnce() throws {
    let text =
      #"{"name":7,"email":"","items":[{"quantity":0,"unitPrice":1.999},{"quantity":1.5,"unitPrice":-1,"extra":1},3],"surprise":{},"id":"x"}"#
    let amountRule = "must be a number between 0.00 and 9999999999.99 with at most two decimals"
    let found = try faults(text) { body in
      _ = body.requiredString("name")
      _ = body.requiredString("email")
      _ = body.requiredString("missing")
      _ = body.requiredID("id")
      _ = body.requiredObjects("items") { item in (item.requiredInt("quantity", range: 1...1000), item.requiredMoney("unitPrice")) }
    }
    #expect(
      found == [
        "name must be a string", "email must not be blank", "missing is required", "id must be an identifier",
        "items[0].quantity must be a whole number between 1 and 1000", "items[0].unitPrice \(amountRule)",
        "items[1].quantity must be a whole number between 1 and 1000", "items[1].unitPrice \(amountRule)",
        "items[1].extra is not a known member", "items[2] must be an object", "surprise is not a known member",
      ])
  }

  @Test(arguments: [
    (#"{"a":"ab"}"#, ["a must be at least 3 characters long"]), (#"{"a":"abcdef"}"#, ["a must be at most 5 characters long"]),
    (#"{"a":"   "}"#, ["a must not be blank"]), (#"{"a":"ab\u0000c"}"#, ["a must not contain control characters"]), (#"{"a":"äöüß"}"#, []),
  ])
  func measuresStrings(_ text: String, _ expected: [String]) throws {
    #expect(try faults(text) { _ = $0.requiredString("a", length: 3...5) } == expected)
  }

  @Test func rejectsARepeatedMember() throws {
    let text = #"{"a":"abc","a":"abd","x":1,"x":2}"#
    #expect(try faults(text) { _ = $0.requiredString("a", length: 3...5) } == ["a must be given once", "x is not a known member"])
  }

  @Test func limitsArraysAndErrors() throws {
    let many = "[" + Array(repeating: "{}", count: 101).joined(separator: ",") + "]"
    #expect(
      try faults(#"{"items":\#(many)}"#) { _ = $0.requiredObjects("items") { _ in 0 } } == ["items must have between 1 and 100 elements"])
    #expect(try faults(#"{"items":[]}"#) { _ = $0.requiredObjects("items") { _ in 0 } } == ["items must have between 1 and 100 elements"])
    let strange = "{" + (0..<5000).map { "\"m\($0)\":1" }.joined(separator: ",") + "}"
    #expect(try faults(strange) { _ in }.count == 100)
  }
}
