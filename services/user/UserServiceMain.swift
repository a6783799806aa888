import ServiceRuntime

/// `user-service [serve|migrate|migrate-down|load-demo]`
@main enum UserServiceMain {
  static func main() async {
    await ServiceHost.launch("user", defaultPort: 8081, commands: ["load-demo": loadDemo]) { host in try await UserServiceApp(host).parts }
  }

  @Sendable private static func loadDemo(_ host: ServiceHost) async throws {
    let opened = try await UserServiceApp(host).loadDemoAccounts()
    host.logger.notice("demo accounts", metadata: ["opened": .array(opened.map { "\($0)" })])
  }
}
