import GraphQL
import ProcessKit

/// What a caller may ask. [limits.md](limits.md) tells what counts.
struct CallerSettings: SettingGroup {
  let title = "Callers"
  let introduction =
    "[limits.md](limits.md#of-a-caller) tells what counts for which rate. A rate is " + RateLimit.form.dropFirst("a rate such as ".count)
    + "; `none` is no limit."
  let userRate = rate("RATE_LIMIT_USER", key: "rateLimitUser", default: "100/s", "The rate of a verified user.")
  let addressRate = rate(
    "RATE_LIMIT_ADDRESS", key: "rateLimitAddress", default: "1000/min", "The rate of an address, for requests without a verified user.")
  let fieldRates = Setting<FieldRates>.parsed(
    "RATE_LIMIT_FIELDS", key: "rateLimitFields", form: FieldRates.form, default: FieldRates.preset, isList: true,
    "The rates of root fields, by address, for each time that the field is executed."
  ) { FieldRates($0) }
  let costPerToken = Setting<Int>.integer(
    "RATE_LIMIT_COST", key: "rateLimitCost", 1...1_000_000, default: 100, "The static cost of an operation that counts as one request.")
  let concurrentRequests = Setting<Int>.integer(
    "MAX_CONCURRENT_REQUESTS", key: "maxConcurrentRequests", 1...1_000_000, default: 300,
    "The requests that one caller may have at the same time, for each process.")
  let trustedProxies = Setting<TrustedProxies>.parsed(
    "TRUSTED_PROXIES", key: "trustedProxies", form: "addresses and networks such as 127.0.0.1,10.0.0.0/8", default: "", isList: true,
    "The proxies that are believed what they say about a client's address. None if not set: then the caller of a proxy counts as the proxy."
  ) { TrustedProxies($0) }
  let forwardingHeader = Setting<ForwardingHeader>.choice(
    "FORWARDING_HEADER", key: "forwardingHeader", default: .xForwardedFor, "The header in which trusted proxies name the client.")

  private static func rate(_ variable: String, key: String, default preset: String, _ meaning: String) -> Setting<RateLimit?> {
    .parsedInProduction(variable, key: key, form: RateLimit.form + ", or none", default: preset, meaning) { text in
      text == "none" ? .some(nil) : RateLimit(text).map { .some($0) }
    }
  }
}
