import SharedKernel
import Testing

@testable import UserService

@Suite struct UserDomainTests {
  @Test(arguments: [
    ("user@example.com", "user@example.com"), ("  User@Example.COM\n", "user@example.com"),
    ("a.b+c@sub.example.org", "a.b+c@sub.example.org"),
  ])
  func normalisesAddresses(_ text: String, _ normal: String) {
    #expect(EmailAddress(text)?.description == normal)
  }

  @Test(arguments: [
    "", "user", "@example.com", "user@", "user@example", "a b@example.com", "a@b@example.com", "user@-example.com", "user@example..com",
    ".user@example.com", "us..er@example.com", "user@exa mple.com", "<user@example.com>", "user@example.com\u{0}",
    String(repeating: "a", count: 65) + "@example.com", "user@" + String(repeating: "a.", count: 130) + "com",
  ])
  func rejectsInvalidAddresses(_ text: String) {
    #expect(EmailAddress(text) == nil)
  }

  @Test func changesTheGivenMembersAndUpdatedAt() throws {
    let email = try #require(EmailAddress("a@example.com"))
    let user = User.register(email: email, firstName: "A", lastName: "B", now: Timestamp(microseconds: 100))
    let changed = user.applying(UserChange(firstName: "C"), now: Timestamp(microseconds: 50))
    #expect(changed.firstName == "C")
    #expect(changed.lastName == "B")
    #expect(changed.fullName == "C B")
    #expect(changed.updatedAt > user.updatedAt)
    #expect(user.roles == [.customer])
    var moving = user.applying(UserChange(email: EmailAddress("b@example.com")), now: .now)
    #expect(moving.email == email && moving.pendingEmail == EmailAddress("b@example.com"))
    moving.confirmPendingEmail()
    #expect(moving.email == EmailAddress("b@example.com") && moving.pendingEmail == nil && moving.isEmailVerified)
  }

  @Test func permissionsAreNamedByModuleResourceAndAction() {
    for role in Role.allCases { #expect(role.permissions.allSatisfy { $0.split(separator: ".").count == 3 }) }
  }
}
