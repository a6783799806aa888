import RESTConnectors
import Upstreams

/// The three services as they would answer the example list query, without a network.
struct ExampleUpstreams: UpstreamTransport {
  let orders: [UInt8]
  let users: [UInt8]
  let payments: [UInt8]

  var byteCount: Int { orders.count + users.count + payments.count }

  /// Answers for a number of orders by twenty users.
  init(orderCount: Int) {
    func list(_ items: [String], _ rest: String = "") -> [UInt8] { Array("{\"data\":[\(items.joined(separator: ","))]\(rest)}".utf8) }
    let time = "2026-01-01T00:00:00.000000Z"
    orders = list(
      (0..<orderCount).map { n in
        """
        {"id":"\(Self.id("a", n))","userId":"\(Self.id("b", n % 20))","status":"paid","totalAmount":\(n).50,\
        "shippingAddress":"123 Main St, City, Country","notes":"Please handle with care",\
        "items":[{"id":"\(Self.id("d", n))","productId":"p","productName":"Laptop","quantity":1,"unitPrice":9.99,"subtotal":9.99}],\
        "createdAt":"\(time)","updatedAt":"\(time)"}
        """
      }, ",\"meta\":{\"total\":100,\"limit\":100,\"offset\":0,\"hasMore\":false}")
    users = list(
      (0..<20).map { n in
        """
        {"id":"\(Self.id("b", n))","email":"user\(n)@example.com","firstName":"John","lastName":"Doe","fullName":"John Doe","createdAt":"\(time)"}
        """
      })
    payments = list(
      (0..<orderCount).map { n in
        """
        {"id":"\(Self.id("c", n))","orderId":"\(Self.id("a", n))","userId":"\(Self.id("b", n % 20))","status":"success","amount":\(n).50,\
        "refundedAmount":0.00,"method":"card","createdAt":"\(time)","updatedAt":"\(time)"}
        """
      })
  }

  func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamResponse {
    let body = request.upstream == "orders" ? orders : request.upstream == "users" ? users : payments
    return UpstreamResponse(status: 200, body: body)
  }

  private static func id(_ kind: String, _ number: Int) -> String {
    let digits = String(number)
    return "01993b1e-0000-7000-8000-\(kind)\(String(repeating: "0", count: 11 - digits.count))\(digits)"
  }
}
