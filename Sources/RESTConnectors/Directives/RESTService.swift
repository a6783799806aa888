import GraphQLFederation
import GraphQLLanguage
import HTTPCore
import TLS
import Upstreams

/// `@service`: an upstream HTTP service.
public struct RESTService: Sendable {
  static let sdl = #"""
    "An upstream HTTP service."
    directive @service(
      name: String!
      "The prefix of every URL, for example {$env.SHOP_URL}/api."
      url: rest__Template!
      "Client headers that are passed on, with all their values. Their values are the identity under which calls may be shared."
      forward: [String!]! = []
      "Whether mutations tell the service the addresses of the client and of the proxies before the gateway (X-Forwarded-For)."
      clientAddress: Boolean! = false
      "Headers that are sent with every call. They replace a client header and the gateway's own header of the same name."
      set: [service__Header!]! = []
      "The time for one field: waiting, all attempts, and the pauses between them."
      timeoutMs: Int! = 2000
      retry: service__Retry! = {}
      breaker: service__Breaker! = {}
      "How many calls may run at once."
      maxConcurrency: Int! = 256
      "The largest response body that is accepted: 8 MiB."
      maxResponseBytes: Int! = 8388608
      "Response headers that the client receives: x-header, set-cookie, or set-cookie: name."
      handBack: [String!]! = []
      "A path on the service's host, such as /health, that is asked every five seconds. Without it the service is asked nothing of its own accord."
      health: String
      "How https calls are secured. Without it, as the gateway's settings say."
      tls: service__TLS
      errors: rest__Errors
    ) repeatable on SCHEMA

    input service__Header { name: String! value: rest__Template! }
    input service__Retry {
      "Attempts in total; 1 means no retry."
      attempts: Int! = 2
      "Retries that are allowed, in percent of the service's calls."
      budgetPercent: Int! = 10
      "The time for one attempt; without it, what is left of timeoutMs."
      attemptTimeoutMs: Int
    }
    input service__Breaker {
      "The percentage of failed calls that opens the breaker."
      errorPercent: Int! = 50
      "The number of calls in ten seconds below which it does not open."
      minRequests: Int! = 20
      "How long it stays open before it lets a probe through."
      openMs: Int! = 5000
    }
    """#

  /// Its name and the limits for calls to it.
  public let upstream: Upstream
  /// The prefix of every URL. Its target has no slash at its end, except for `/` alone.
  public let url: HTTPURL
  /// The client headers that are passed on, in lower case. Their values are the identity under which calls may be shared.
  public let forward: [String]
  /// Whether the calls of mutations have `X-Forwarded-For`.
  let sendsClientAddress: Bool
  /// The path on the service's host that answers whether it is up; nil when the service is not asked.
  public let healthPath: String?
  /// The certificates for https calls, as far as the schema file gives them.
  public let tls: TLSClientFiles?
  let set: [SetHeader]
  /// The names in `set`. The gateway and the client cannot give these headers another value.
  let setNames: Set<String>
  /// The names in `forward` that `set` does not name, each once.
  let passed: [String]
  let errors: ErrorMapping

  /// The name, which errors show as `extensions.service`.
  public var name: String { upstream.name }
  /// The path of `url` without a slash at its end.
  var pathPrefix: String { url.target == "/" ? "" : url.target }

  struct SetHeader: Sendable {
    let name: String
    let value: [TemplatePart]
  }

  /// Nil when the use has errors.
  init?(
    _ directive: Directive, file: String, environment: [String: String], verifiesTokens: Bool, errors: inout [CompositionError]
  ) {
    var reader = DirectiveReader(directive, file: file)
    let name = reader.string("name") ?? ""
    if name.isEmpty { reader.fail("needs name") }
    let url = reader.template("url").flatMap { Self.url($0, environment, verifiesTokens, &reader) }
    forward = reader.strings("forward").map { $0.lowercased() }
    for header in forward { if let problem = Self.problem(ofHeader: header) { reader.fail("forward: \(problem)") } }
    sendsClientAddress = reader.flag("clientAddress")
    let given = reader.objects("set") { reader in
      let name = reader.string("name") ?? ""
      if let problem = Self.problem(ofHeader: name) { reader.fail("name: \(problem)") }
      return reader.template("value").flatMap { Self.header($0, environment, verifiesTokens, &reader) }.map {
        SetHeader(name: name.lowercased(), value: $0)
      }
    }
    // One field per name; of several entries the last one counts.
    set = given.enumerated().filter { index, header in !given[(index + 1)...].contains { $0.name == header.name } }.map(\.element)
    let setNames = Set(set.map(\.name))
    self.setNames = setNames
    var passed: [String] = []
    for name in forward where !setNames.contains(name) && !passed.contains(name) { passed.append(name) }
    self.passed = passed
    let timeout = reader.int("timeoutMs", in: 1...600_000)
    let retry = reader.object("retry") { reader in
      RetryPolicy(
        attempts: reader.int("attempts", in: 1...10), budgetPercent: reader.int("budgetPercent", in: 0...100),
        attemptTimeout: reader.value("attemptTimeoutMs").map { _ in .milliseconds(reader.int("attemptTimeoutMs", in: 1...timeout)) })
    }
    let breaker = reader.object("breaker") { reader in
      BreakerPolicy(
        errorPercent: reader.int("errorPercent", in: 1...100), minRequests: reader.int("minRequests", in: 1...1_000_000),
        openDuration: .milliseconds(reader.int("openMs", in: 1...3_600_000)))
    }
    let maxConcurrency = reader.int("maxConcurrency", in: 1...100_000)
    let maxResponseBytes = reader.int("maxResponseBytes", in: 1...16 * 1024 * 1024)
    var responseHeaders = ResponseHeadersPolicy()
    for text in reader.strings("handBack") {
      if let problem = responseHeaders.add(text) { reader.fail("handBack: \(problem)") }
    }
    healthPath = reader.string("health")
    if let healthPath, !Self.isPath(healthPath) {
      reader.fail(
        "health: \"\(healthPath)\" is not a path on the service's host, for example /health", at: reader.value("health")?.location)
    }
    tls = reader.object("tls") { reader in TLSClientFiles(&reader, environment: environment) }
    if tls != nil, let url, url.scheme != .https {
      reader.fail("tls needs a url of the form https://host:port/path", at: reader.value("tls")?.location)
    }
    self.errors = ErrorMapping.read(&reader)
    errors += reader.errors
    guard reader.errors.isEmpty, let url, let retry, let breaker else { return nil }
    self.url = url
    upstream = Upstream(
      name: name, timeout: .milliseconds(timeout), retry: retry, breaker: breaker, maxConcurrency: maxConcurrency,
      maxResponseBytes: maxResponseBytes, responseHeaders: responseHeaders)
  }

  /// Whether the text is an absolute path, with or without a query, of characters that a request target may have.
  private static func isPath(_ text: String) -> Bool {
    text.hasPrefix("/") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
  }

  static func problem(ofHeader name: String) -> String? {
    guard HTTPCharacter.isToken(name) else { return "\"\(name)\" is not a header name" }
    guard clientFields.contains(name.lowercased()) else { return nil }
    return "\"\(name)\" belongs to the connection, so the gateway writes it itself"
  }

  /// The headers that the HTTP client writes itself. It drops other values of them.
  private static let clientFields: Set<String> = ["host", "expect", "connection", "keep-alive", "content-length", "transfer-encoding"]

  private static func url(
    _ template: Template, _ environment: [String: String], _ verifiesTokens: Bool, _ reader: inout DirectiveReader
  ) -> HTTPURL? {
    var resolver = TemplateResolver(
      environment: environment, location: .serviceURL, allowed: [.env], verifiesTokens: verifiesTokens)
    do throws(TemplateError) {
      var text = ""
      for case .text(let part) in try resolver.resolve(template) { text += part }
      while text.hasSuffix("/") { text.removeLast() }
      guard let url = HTTPURL(text), !text.contains("?"), !text.contains("#") else {
        throw TemplateError("\"\(text)\" is not a URL of the form http://host:port/path or https://host:port/path")
      }
      return url
    } catch {
      reader.fail("url", error)
      return nil
    }
  }

  private static func header(
    _ template: Template, _ environment: [String: String], _ verifiesTokens: Bool, _ reader: inout DirectiveReader
  ) -> [TemplatePart]? {
    var resolver = TemplateResolver(
      environment: environment, location: .header, allowed: [.claims, .env], verifiesTokens: verifiesTokens)
    do throws(TemplateError) { return try resolver.resolve(template) } catch {
      reader.fail("value", error)
      return nil
    }
  }
}
