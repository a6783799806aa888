import Testing

@testable import GraphQLLanguage

struct SuggestionTests {
  @Test func ordersOptionsByDistanceThenByName() {
    #expect(Suggestion.list(for: "abc", among: ["a", "ab", "abc", "abcd", "xyz", "ABC"]) == ["abc", "ABC", "ab", "abcd", "a"])
    #expect(Suggestion.list(for: "greenish", among: ["green"]).count == 1)
    #expect(Suggestion.list(for: "", among: ["a"]) == ["a"])
    #expect(Suggestion.list(for: "input", among: []).isEmpty)
    #expect(Suggestion.list(for: "ab", among: ["ba"]) == ["ba"])
  }

  @Test func namesAtMostFiveOptions() {
    #expect(Suggestion.question([]) == "")
    #expect(Suggestion.question(["A"]) == #" Did you mean "A"?"#)
    #expect(Suggestion.question(["A", "B"]) == #" Did you mean "A" or "B"?"#)
    #expect(Suggestion.question(["A", "B", "C", "D", "E", "F"]) == #" Did you mean "A", "B", "C", "D", or "E"?"#)
    #expect(Suggestion.question(["A"], about: "the letter") == #" Did you mean the letter "A"?"#)
  }

  @Test(arguments: [
    ("a", "b", true), ("a2", "a10", true), ("a10", "a2", false), ("a", "a1", true), ("a01", "a1", false), ("a", "a", false),
  ])
  func ordersNamesNaturally(_ example: (left: String, right: String, isBefore: Bool)) {
    #expect(NaturalOrder.isBefore(example.left, example.right) == example.isBefore)
  }
}
