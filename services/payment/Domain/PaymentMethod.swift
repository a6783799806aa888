/// How a payment is made. The raw value is the word in JSON and in the database.
enum PaymentMethod: String, Sendable, CaseIterable {
  case card
  case bankTransfer = "bank_transfer"
  case wallet
}
