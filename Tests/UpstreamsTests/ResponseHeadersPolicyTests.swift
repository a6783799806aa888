import HTTPCore
import Testing

@testable import Upstreams

@Suite struct ResponseHeadersPolicyTests {
  private func policy(_ texts: String...) -> (ResponseHeadersPolicy, [String]) {
    var policy = ResponseHeadersPolicy()
    let problems = texts.compactMap { policy.add($0) }
    return (policy, problems)
  }

  private func selected(_ policy: ResponseHeadersPolicy) -> [String] {
    var lines: [String] = []
    policy.selected(from: received).forEach { lines.append("\($0): \($1)") }
    return lines
  }

  private let received: HTTPFields = [
    "Set-Cookie": "session=1; HttpOnly", "set-cookie": "theme=dark", "X-Remaining": "5", "Server": "secret", "x-remaining": "4",
  ]

  @Test func selectsAllValuesOfAHeader() {
    let (policy, problems) = policy("X-Remaining")
    #expect(problems == [])
    #expect(selected(policy) == ["x-remaining: 5", "x-remaining: 4"])
  }

  @Test func selectsCookiesByNameOrAll() {
    #expect(selected(policy("set-cookie: theme").0) == ["set-cookie: theme=dark"])
    #expect(selected(policy("set-cookie").0).count == 2)
    #expect(policy().0.isEmpty)
    #expect(selected(policy("x-other").0) == [])
  }

  @Test(arguments: [
    "content-length", "Content-Type", "transfer-encoding", "cache-control", "access-control-allow-origin", "", "a b", "x: y",
    "set-cookie: a b",
  ])
  func refusesHeadersThatTheGatewaySets(text: String) {
    #expect(policy(text).1.count == 1)
  }
}
