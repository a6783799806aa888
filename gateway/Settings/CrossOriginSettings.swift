import ProcessKit

/// Requests of pages of other origins.
struct CrossOriginSettings: SettingGroup {
  let title = "Browsers"
  let origins = Setting<[OriginRule]>.parsed(
    "CORS_ORIGINS", key: "corsOrigins",
    form:
      "origins such as https://app.example.com, sub-domains such as https://*.example.com, patterns such as /https:\\/\\/pr-[0-9]+\\.example\\.com/, or *",
    default: "", isList: true, "The origins whose pages may read responses of `/graphql`. None if not set."
  ) { OriginRule.list($0) }
  let credentials = Setting<Bool>.flag(
    "CORS_CREDENTIALS", key: "corsCredentials", default: false,
    "Whether pages of these origins may send cookies. It needs origins by name: `*` is refused.")
  let headers = Setting<[String]>.parsed(
    "CORS_HEADERS", key: "corsHeaders", form: "names of headers with commas", default: CORSPolicy.presetHeaders, isList: true,
    "The request headers that pages of these origins may send.", parse: CORSPolicy.names)
  let exposedHeaders = Setting<[String]>.parsed(
    "CORS_EXPOSED_HEADERS", key: "corsExposedHeaders", form: "names of headers with commas", default: CORSPolicy.presetExposedHeaders,
    isList: true, "The response headers that pages of these origins may read.", parse: CORSPolicy.names)
  let maximumAge = Setting<Int>.integer(
    "CORS_MAX_AGE_SECONDS", key: "corsMaxAgeSeconds", 0...86_400, default: 7200,
    "Seconds that a browser may keep the answer to a preflight.")
  let requiresPreflight = Setting<Bool>.flagOfProduction(
    "REQUIRE_PREFLIGHT", key: "requirePreflight",
    "Whether each GET needs a header that no page can set without a preflight, also from clients that are not browsers (Apollo's rule).")
  let strictTransport = Setting<Int>.integer(
    "HSTS_SECONDS", key: "hstsSeconds", 0...1 << 31, default: 31_536_000,
    "Seconds that browsers use TLS alone after a response over TLS (`Strict-Transport-Security`). 0 leaves the header out.")
}

extension CORSPolicy {
  /// Nil if no other origin may read responses.
  init?(_ settings: SettingsReader, _ declared: CrossOriginSettings) throws(ConfigurationError) {
    let rules = try settings.value(of: declared.origins)
    let allowsCredentials = try settings.value(of: declared.credentials)
    self.init(
      rules: rules, allowsCredentials: allowsCredentials, headers: try settings.value(of: declared.headers),
      exposedHeaders: try settings.value(of: declared.exposedHeaders), maximumAge: try settings.value(of: declared.maximumAge))
    guard !allowsCredentials || !rules.contains(where: \.isAny) else {
      throw ConfigurationError(
        variable: declared.credentials.declaration.variable,
        problem: "cannot be true while \(declared.origins.declaration.variable) is *: name the origins")
    }
    guard !rules.isEmpty else { return nil }
  }
}
