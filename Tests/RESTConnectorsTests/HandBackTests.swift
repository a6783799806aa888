import Testing

@testable import RESTConnectors

@Suite struct HandBackTests {
  private func handBack(_ texts: String...) -> (HandBack, [String]) {
    var handBack = HandBack()
    let problems = texts.compactMap { handBack.add($0) { !$0.isEmpty && !$0.contains(" ") && !$0.contains("\r") } }
    return (handBack, problems)
  }

  private let received = [
    ("Set-Cookie", "session=1; HttpOnly"), ("set-cookie", "theme=dark"), ("X-Remaining", "5"), ("Server", "secret"), ("x-remaining", "4"),
  ]

  @Test func choosesHeadersByNameAndKeepsEachOfTheirValues() {
    let (handBack, problems) = handBack("X-Remaining")
    #expect(problems == [])
    #expect(handBack.chosen(from: received).map { "\($0.name)=\($0.value)" } == ["x-remaining=5", "x-remaining=4"])
  }

  @Test func choosesCookiesByNameOrAll() {
    #expect(handBack("set-cookie: theme").0.chosen(from: received).map(\.value) == ["theme=dark"])
    #expect(handBack("set-cookie").0.chosen(from: received).count == 2)
    #expect(handBack().0.chosen(from: received).isEmpty)
    #expect(handBack("x-other").0.isEmpty(in: received))
  }

  @Test(arguments: [
    "content-length", "Content-Type", "transfer-encoding", "cache-control", "access-control-allow-origin", "", "a b", "x: y",
    "set-cookie: a b",
  ])
  func refusesWhatIsNotItsToSay(text: String) {
    #expect(handBack(text).1.count == 1)
  }
}
