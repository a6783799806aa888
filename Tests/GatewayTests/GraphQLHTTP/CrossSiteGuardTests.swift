import HTTPCore
import Testing

@testable import Gateway

@Suite struct CrossSiteGuardTests {
  @Test(
    arguments: [
      [:],
      ["accept": "*/*"],
      ["origin": "https://a.example", "content-type": "application/json"],
      ["origin": "https://a.example", "apollo-require-preflight": "1"],
      ["sec-fetch-site": "cross-site", "x-apollo-operation-name": "Q"],
      ["sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"],
      ["sec-fetch-site": "none", "sec-fetch-mode": "navigate"],
    ] as [HTTPFields])
  func allowsRequestsThatNoOtherSiteCanCause(headers: HTTPFields) throws {
    try CrossSiteGuard().check(headers)
  }

  @Test(
    arguments: [
      ["origin": "https://a.example"],
      ["origin": "null", "content-type": "text/plain;charset=utf-8"],
      ["origin": "https://a.example", "content-type": "multipart/form-data; boundary=x"],
      ["origin": "https://a.example", "apollo-require-preflight": ""],
      ["sec-fetch-site": "cross-site"],
      ["sec-fetch-site": "same-site"],
      ["sec-fetch-mode": "no-cors"],
      ["origin": "https://a.example", "content-type": "json"],
      ["origin": "https://a.example", "content-type": "application/"],
      ["origin": "https://a.example", "content-type": "TEXT/PLAIN"],
      ["origin": "https://a.example", "content-type": "text/plain, application/json"],
      ["origin": "https://a.example", "content-type": ";application/json"],
    ] as [HTTPFields])
  func refusesRequestsThatABrowserSendsWithoutPreflight(headers: HTTPFields) {
    #expect(throws: GatewayError.self) { try CrossSiteGuard().check(headers) }
  }

  /// Apollo's rule, for all clients: a browser that sends neither Origin nor Sec-Fetch-Site cannot be told from a tool.
  @Test func canRequireWhatCausesAPreflight() throws {
    let strict = CrossSiteGuard(requiresPreflight: true)
    for headers: HTTPFields in [[:], ["accept": "*/*"], ["sec-fetch-site": "same-origin"], ["content-type": "text/plain"]] {
      #expect(throws: GatewayError.self) { try strict.check(headers) }
    }
    for name in CrossSiteGuard.preflightHeaders { try strict.check([name: "1"]) }
    try strict.check(["content-type": "application/json"])
  }
}
