import ProcessKit

/// The settings of the user service alone.
struct UserServiceSettings: SettingGroup {
  let title = "Accounts"
  let mailsPerAddress = Setting<Int>.integer(
    "MAILS_PER_ADDRESS", 1...1_000_000_000, default: 20, "The mails that one client address may request in 15 minutes.")
  let loginFailuresPerAddress = Setting<Int>.integer(
    "LOGIN_FAILURES_PER_ADDRESS", 1...1_000_000_000, default: 20, "The failed logins of one client address in a minute.")
  let registrationsPerAddress = Setting<Int>.integer(
    "REGISTRATIONS_PER_ADDRESS", 1...1_000_000_000, default: 20, "The accounts that one client address may open in an hour.")
  let argon2Memory = Setting<Int>.integer(
    "ARGON2_MEMORY_KIB", 32...4_194_304, default: 65_536, "The memory of one password hash (argon2id) in KiB.")
}
