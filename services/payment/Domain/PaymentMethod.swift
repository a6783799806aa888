/// The means of payment. The raw value is its name in JSON and the database.
enum PaymentMethod: String, Sendable, CaseIterable {
  case card
  case bankTransfer = "bank_transfer"
  case wallet
}
