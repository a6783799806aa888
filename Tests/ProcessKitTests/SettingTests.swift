import ProcessKit
import Testing

@Suite struct SettingTests {
  enum Mode: String, CaseIterable, Sendable { case off, log, enforce }

  private struct Outer: SettingGroup {
    let title = "Outer"
    let port = Setting<Int>.integer("A_PORT", key: "port", 0...100, default: 7, "The port.")
    let limit = Setting<Int?>.integer("A_LIMIT", key: "limit", 1...9, "The limit.")
    let inner = Inner()
  }

  private struct Inner: SettingGroup {
    let title = "Inner"
    let introduction = "What all share."
    let mode = Setting<Mode>.choice("A_MODE", default: .off, "The mode: a|b.")
    let secret = Setting<String?>.text("A_SECRET", form: "text of 8 bytes", isSecret: true, "The secret.")
    let url = Setting<String>.required("A_URL", form: "a URL", "The URL.") { $0.contains("://") ? $0 : nil }
    let isShown = Setting<Bool>.flagOutsideProduction("A_FLAG", "Whether it is shown.")
    let isLoud = Setting<Bool>.flagOfDevelopment("B_FLAG", "Whether it is loud.")
  }

  private let outer = Outer()

  private func reader(_ environment: [String: String]) -> SettingsReader { SettingsReader(environment: environment) }

  @Test func readsValuesAndDefaults() throws {
    let set = reader(["A_PORT": "80", "A_LIMIT": "9", "A_MODE": "enforce", "A_SECRET": "s", "A_URL": "x://y", "A_FLAG": "false"])
    #expect(try set.value(of: outer.port) == 80)
    #expect(try set.value(of: outer.limit) == 9)
    #expect(try set.value(of: outer.inner.mode) == .enforce)
    #expect(try set.value(of: outer.inner.secret) == "s")
    #expect(try set.value(of: outer.inner.url) == "x://y")
    #expect(try !set.value(of: outer.inner.isShown))
    let empty = reader(["A_PORT": ""])
    #expect(try empty.value(of: outer.port) == 7)
    #expect(try empty.value(of: outer.limit) == nil)
    #expect(try empty.value(of: outer.inner.mode) == .off)
    #expect(try empty.value(of: outer.inner.secret) == nil)
  }

  @Test func everyProcessHasALogLevelAndEventLoops() throws {
    let declared = ProcessSettings()
    #expect(try reader([:]).value(of: declared.logLevel) == .info)
    #expect(try reader(["LOG_LEVEL": "DEBUG"]).value(of: declared.logLevel) == .debug)
    #expect(try reader([:]).value(of: declared.eventLoops) == 0)
    for (variable, value) in [("LOG_LEVEL", "loud"), ("EVENT_LOOPS", "-1")] {
      let found = #expect(throws: ConfigurationError.self) {
        _ = try reader([variable: value]).value(of: declared.logLevel)
        _ = try reader([variable: value]).value(of: declared.eventLoops)
      }
      #expect(found?.variable == variable)
      #expect(found?.description.contains(" \(value)") == false)
    }
  }

  @Test(arguments: [("", true, false), ("development", true, true), ("production", false, false), ("prodution", false, false)])
  func aDefaultCanDependOnTheMode(mode: String, isShown: Bool, isLoud: Bool) throws {
    let reader = reader(["TRELLIS_ENV": mode])
    #expect(try reader.value(of: outer.inner.isShown) == isShown)
    #expect(try reader.value(of: outer.inner.isLoud) == isLoud)
    #expect(try self.reader(["TRELLIS_ENV": mode, "A_FLAG": "true"]).value(of: outer.inner.isShown))
  }

  @Test func anInvalidValueIsNamedWithItsFormAndNotShown() {
    let settings = reader(["A_PORT": "101", "A_MODE": "loud", "A_FLAG": "yes"])
    #expect(error { try settings.value(of: outer.port) }?.description == "A_PORT must be a whole number from 0 to 100")
    #expect(error { try settings.value(of: outer.inner.mode) }?.description == "A_MODE must be one of off, log and enforce")
    #expect(error { try settings.value(of: outer.inner.isShown) }?.description == "A_FLAG must be true or false")
    #expect(error { try settings.value(of: outer.inner.url) }?.description == "A_URL is not set: it must be a URL")
  }

  @Test func aSampleSecretThatIsUsedIsRefusedOutsideDevelopment() throws {
    for mode in ["", "production", "staging"] {
      let settings = reader(["TRELLIS_ENV": mode, "A_SECRET": "change-me-a-secret"])
      let found = error { try settings.value(of: outer.inner.secret) }
      #expect(found?.variable == "A_SECRET")
      #expect(found?.problem.contains("change-me-a-secret") == false)
      // Nothing reads it.
      _ = try settings.value(of: outer.port)
    }
    let development = reader(["TRELLIS_ENV": "development", "A_SECRET": "change-me-a-secret"])
    #expect(try development.value(of: outer.inner.secret) == "change-me-a-secret")
  }

  @Test func theReferenceHasATableForEachGroup() {
    #expect(
      outer.markdown(level: 2, hasFile: true) == """
        ## Outer

        | variable | in the file | value | default | meaning |
        |---|---|---|---|---|
        | `A_PORT` | `port` | a whole number from 0 to 100 | `7` | The port. |
        | `A_LIMIT` | `limit` | a whole number from 1 to 9 |  | The limit. |

        ### Inner

        What all share.

        | variable | in the file | value | default | meaning |
        |---|---|---|---|---|
        | `A_MODE` |  | one of off, log and enforce | `off` | The mode: a\\|b. |
        | `A_SECRET` |  | text of 8 bytes (secret) |  | The secret. |
        | `A_URL` |  | a URL | required | The URL. |
        | `A_FLAG` |  | true or false | false in production, otherwise true | Whether it is shown. |
        | `B_FLAG` |  | true or false | true in development, otherwise false | Whether it is loud. |


        """)
  }

  private func error<Value>(_ body: () throws -> Value) -> ConfigurationError? {
    #expect(throws: ConfigurationError.self) { _ = try body() }
  }
}
