import Foundation
import TestSupport
import Testing

@testable import Gateway
@testable import GraphTools

/// docker-compose.yml and deploy/docker against what the gateway reads.
@Suite struct DeploymentTests {
  private static func text(_ path: String) throws -> String { try String(contentsOf: Repository.url(path), encoding: .utf8) }

  private static func member(_ name: String, of value: YAMLValue?) -> YAMLValue? {
    guard case .mapping(let members)? = value?.content else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The variables of a mapping, with those of the mappings that it merges (`<<`).
  private static func variables(_ value: YAMLValue?) -> [String: String] {
    guard case .mapping(let members)? = value?.content else { return [:] }
    var variables: [String: String] = [:]
    for member in members {
      if member.name == "<<" {
        variables.merge(Self.variables(member.value)) { own, _ in own }
      } else if case .scalar(let text, _) = member.value.content {
        variables[member.name] = text
      }
    }
    return variables
  }

  @Test func composeHandsTheGatewayOnlySettingsThatItUses() throws {
    let services = Self.member("services", of: try YAMLValue(parsing: Self.text("docker-compose.yml")))
    let given = Self.variables(Self.member("environment", of: Self.member("gateway", of: services)))
    let files = try SourceFile.schema(in: SpecFile.projectSchema.path)
    let unknown = given.keys.filter { name in
      let isSetting = GatewaySettings().declarations.contains { $0.variable == name }
      return !isSetting && !files.contains { $0.text.contains("{$env.\(name)}") }
    }
    #expect(unknown.sorted() == [])
    #expect(given["GATEWAY_PORT"] == "4000")
  }

  @Test func prometheusScrapesTheMetricsPorts() throws {
    let services = Self.member("services", of: try YAMLValue(parsing: Self.text("docker-compose.yml")))
    let prometheus = try Self.text("deploy/docker/prometheus.yml")
    for name in ["gateway", "user-service", "order-service", "payment-service"] {
      let service = Self.member(name, of: services)
      let given = Self.variables(Self.member("environment", of: service))
      #expect(given["METRICS_HOST"] == "0.0.0.0", "\(name)")
      let port = try #require(given["METRICS_PORT"])
      #expect(prometheus.contains("\(name):\(port)"))
      guard case .sequence(let published)? = Self.member("ports", of: service)?.content else { continue }
      for case .scalar(let text, _) in published.map(\.content) { #expect(!text.hasSuffix(":\(port)"), "\(name) publishes its metrics") }
    }
  }
}
