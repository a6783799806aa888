import Testing

@testable import GraphQLSchema

struct NameTableTests {
  @Test(arguments: [0, 1, 2, 7, 8, 500]) func findsExactlyItsNames(count: Int) {
    let table = NameTable((0..<count).map { ("name\($0)", $0) })
    for number in 0..<count { #expect(table["name\(number)"] == number) }
    #expect(table["name\(count)"] == nil && table[""] == nil && table["a name that is longer than any in the table"] == nil)
  }

  @Test func keepsTheFirstOfDuplicateNames() {
    #expect(NameTable([("a", 1), ("b", 2), ("a", 3)])["a"] == 1)
  }
}
