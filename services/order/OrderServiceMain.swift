import ServiceKit

/// `order-service [serve|migrate]`
@main enum OrderServiceMain {
  static func main() async {
    await ServiceHost.launch("order", defaultPort: 8082) { host in try OrderServiceApp(host).parts }
  }
}
