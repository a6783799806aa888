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
    try CrossSiteGuard.check(headers)
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
    ] as [HTTPFields])
  func refusesRequestsThatABrowserSendsWithoutPreflight(headers: HTTPFields) {
    #expect(throws: GatewayError.self) { try CrossSiteGuard.check(headers) }
  }
}
