import Foundation
import ProcessKit
import ServiceRuntime
import TestSupport
import Testing

@testable import Gateway
@testable import PaymentService
@testable import UserService

/// docs/reference/configuration.md and .env.example against the declarations that read the settings.
///
/// With WRITE_REFERENCE=1 the test writes the page.
@Suite struct SettingsReferenceTests {
  private static let page = Repository.url("docs/reference/configuration.md")

  private static let services: [any SettingGroup] = [
    SharedServiceSettings(), ServiceSettings(service: "user", defaultPort: 8081).ownOf(UserServiceSettings()),
    ServiceSettings(service: "order", defaultPort: 8082).ownOf(nil),
    ServiceSettings(service: "payment", defaultPort: 8083).ownOf(PaymentServiceSettings()),
  ]

  private static var reference: String {
    """
    # Configuration

    All settings of the gateway and of the services. `WRITE_REFERENCE=1 swift test --filter SettingsReferenceTests` generates this page from the
    declarations that read the settings: [GatewaySettings.swift](../../gateway/Settings/GatewaySettings.swift) and
    [ServiceSettings.swift](../../Sources/ServiceRuntime/ServiceSettings.swift).

    - An empty variable counts as not set.
    - A value that is not valid stops the start. The message names the setting and says what a valid value is. It does not show the value.
    - An unknown name in the gateway's file stops the start. The message suggests names.
    - A secret that contains `change-me` is a sample of `.env.example`. Outside development it stops the start of a process that uses it.
    - The services also read the file `.env` in the working directory. The environment overrides it.


    """
      + (GatewaySettings().markdown(level: 2, hasFile: true) + services.map { $0.markdown(level: 2, hasFile: false) }.joined())
      .trimmingCharacters(in: .newlines) + "\n"
  }

  @Test func theReferenceIsThatOfTheDeclarations() throws {
    if ProcessInfo.processInfo.environment["WRITE_REFERENCE"] != nil {
      try Self.reference.write(to: Self.page, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: Self.page, encoding: .utf8) == Self.reference)
  }

  @Test func eachSettingIsInTheSampleOfTheEnvironment() throws {
    let lines = try String(contentsOf: Repository.url(".env.example"), encoding: .utf8).split(separator: "\n")
    let named = Set(lines.map { line in String(line.drop { $0 == "#" || $0 == " " }.prefix { $0 != "=" }) })
    // deploy/local/stack sets METRICS_PORT of each process, and the images set the revision.
    let exceptions: Set = ["METRICS_PORT", "TRELLIS_REVISION"]
    let missing = (GatewaySettings().declarations + Self.services.flatMap(\.declarations)).map(\.variable)
      .filter { !named.contains($0) && !exceptions.contains($0) }
    #expect(missing == [])
  }

  @Test func eachNameIsDeclaredOnce() {
    let settings = GatewaySettings().declarations
    #expect(Set(settings.map(\.variable)).count == settings.count)
    #expect(Set(settings.compactMap(\.key)).count == settings.compactMap(\.key).count)
    for service in Self.services {
      let names = (ProcessSettings().declarations + service.declarations).map(\.variable)
      #expect(Set(names).count == names.count)
    }
  }

  /// Defaults that are text are values that the setting takes.
  @Test(arguments: GatewaySettings().declarations.filter { $0.key != nil && $0.preset?.contains(" ") == false && $0.preset != "" })
  func aFileMaySayTheDefault(_ setting: SettingDeclaration) throws {
    let text = "\(try #require(setting.key)): \(try #require(setting.preset))"
    _ = try GatewayConfiguration(environment: [:], file: ConfigurationFile(name: "gateway.yaml", text: text))
  }
}

/// A service's settings without those that all services have.
private struct OwnSettings: SettingGroup {
  let title: String
  let parts: [any SettingGroup]
}

extension ServiceSettings {
  fileprivate func ownOf(_ further: (any SettingGroup)?) -> OwnSettings {
    OwnSettings(title: title, parts: [address] + (further.map { [$0] } ?? []))
  }
}
