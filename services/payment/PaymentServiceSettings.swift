import ProcessKit

/// The settings of the payment service alone.
struct PaymentServiceSettings: SettingGroup {
  let title = "Payment provider"
  let ledgerFile = Setting<String?>.path(
    "PAYMENT_LEDGER_FILE", "The file with the ledger of the provider's simulator. If it is not set, the ledger is in memory.")
}
