import ServiceRuntime

/// `payment-service [serve|migrate|migrate-down]`
@main enum PaymentServiceMain {
  static func main() async {
    await ServiceHost.launch("payment", defaultPort: 8083) { host in try PaymentServiceApp(host).parts }
  }
}
