import ServiceRuntime

/// `order-service [serve|migrate|migrate-down]`
@main enum OrderServiceMain {
  static func main() async {
    await ServiceHost.launch("order", defaultPort: 8082) { host in OrderServiceApp(host).parts }
  }
}
