import JSON
import ServiceKit

/// The JSON form of orders.
enum OrderJSON {
  static func write(_ order: Order, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", order.id)
      writer.member("userId", order.userID)
      writer.member("status", order.status.rawValue)
      writer.member("totalAmount", order.totalAmount)
      writer.member("shippingAddress", order.shippingAddress)
      writer.member("notes", order.notes)
      writer.member("items", order.items) { write($1, to: &$0) }
      writer.member("createdAt", order.createdAt)
      writer.member("updatedAt", order.updatedAt)
    }
  }

  private static func write(_ item: OrderItem, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", item.id)
      writer.member("productId", item.productID)
      writer.member("productName", item.productName)
      writer.member("quantity", item.quantity)
      writer.member("unitPrice", item.unitPrice)
      writer.member("subtotal", item.subtotal)
    }
  }
}
