import ProcessKit
import Testing

@Suite struct SettingsReaderTests {
  private func settings(_ environment: [String: String]) -> SettingsReader { SettingsReader(environment: environment) }

  @Test func readsTypedValues() throws {
    let settings = settings(["A_PORT": "80", "A_FLAG": "true", "A_TEXT": "x", "TRELLIS_ENV": "development", "LOG_LEVEL": "DEBUG"])
    #expect(try settings.integer("A_PORT", range: 0...100) == 80)
    #expect(try settings.flag("A_FLAG", default: false))
    #expect(settings.text("A_TEXT") == "x")
    #expect(settings.isDevelopment)
    #expect(try settings.value(of: ProcessSettings().logLevel) == .debug)
  }

  @Test func takesAnEmptyValueForUnset() throws {
    let settings = settings(["A_PORT": "", "A_TEXT": ""])
    #expect(try settings.integer("A_PORT", default: 7, range: 0...100) == 7)
    #expect(settings.text("A_TEXT", default: "y") == "y")
    #expect(try settings.parsedIfSet("A_TEXT", expected: "a number") { Int($0) } == nil)
    #expect(try settings.value(of: ProcessSettings().logLevel) == .info)
    #expect(try settings.value(of: ProcessSettings().eventLoops) == 0)
  }

  @Test(arguments: [("A_PORT", "101"), ("A_PORT", "x"), ("A_FLAG", "yes"), ("A_VALUE", "x"), ("LOG_LEVEL", "loud"), ("EVENT_LOOPS", "-1")])
  func namesTheVariableAndNotTheValue(_ variable: String, _ value: String) {
    let settings = settings([variable: value])
    let error = #expect(throws: ConfigurationError.self) {
      _ = try settings.integer("A_PORT", range: 0...100)
      _ = try settings.flag("A_FLAG", default: false)
      _ = try settings.parsedIfSet("A_VALUE", expected: "a number") { Int($0) }
      _ = try settings.value(of: ProcessSettings().logLevel)
      _ = try settings.value(of: ProcessSettings().eventLoops)
    }
    #expect(error?.variable == variable)
    #expect(error.map { "\($0)".contains(" \(value)") } == false)
  }

  @Test func namesAMissingVariable() {
    let error = #expect(throws: ConfigurationError.self) { try settings([:]).parsed("A_URL", expected: "a URL") { Optional($0) } }
    #expect(error?.description == "A_URL is not set: it must be a URL")
  }
}
