import GraphQLFederation
import GraphQLLanguage
import HTTPCore
import Upstreams

extension RESTService {
  private static let arguments: Set<String> = [
    "name", "url", "forward", "set", "timeoutMs", "retry", "breaker", "maxConcurrency", "maxResponseBytes", "handBack", "errors",
  ]

  /// Reads a `@service`; nil when it has errors.
  static func read(_ directive: Directive, file: String, environment: [String: String], errors: inout [CompositionError]) -> RESTService? {
    var reader = DirectiveReader(directive, file: file, allowed: arguments)
    let name = reader.requiredString("name")
    var url: HTTPURL?
    if reader.requiredString("url") != nil, let template = reader.template("url") {
      url = Self.url(template, environment, &reader)
    }
    let forward = reader.strings("forward").map { $0.lowercased() }
    for header in forward where !HTTPCharacter.isToken(header) { reader.fail("forward: \"\(header)\" is no header name") }
    var upstream = Upstream(name: name ?? "")
    let timeout = reader.int("timeoutMs", default: upstream.timeout.milliseconds, in: 1...600_000)
    upstream.timeout = .milliseconds(timeout)
    reader.object("retry", allowed: ["attempts", "budgetPercent", "attemptTimeoutMs"]) { reader in
      upstream.retry.attempts = reader.int("attempts", default: upstream.retry.attempts, in: 1...10)
      upstream.retry.budgetPercent = reader.int("budgetPercent", default: upstream.retry.budgetPercent, in: 0...100)
      if reader.value("attemptTimeoutMs") != nil {
        upstream.retry.attemptTimeout = .milliseconds(reader.int("attemptTimeoutMs", default: timeout, in: 1...timeout))
      }
    }
    reader.object("breaker", allowed: ["errorPercent", "minRequests", "openMs"]) { reader in
      upstream.breaker.errorPercent = reader.int("errorPercent", default: upstream.breaker.errorPercent, in: 1...100)
      upstream.breaker.minRequests = reader.int("minRequests", default: upstream.breaker.minRequests, in: 1...1_000_000)
      upstream.breaker.openDuration = .milliseconds(
        reader.int("openMs", default: upstream.breaker.openDuration.milliseconds, in: 1...3_600_000))
    }
    upstream.maxConcurrency = reader.int("maxConcurrency", default: upstream.maxConcurrency, in: 1...100_000)
    upstream.maxResponseBytes = reader.int("maxResponseBytes", default: upstream.maxResponseBytes, in: 1...16 * 1024 * 1024)
    for text in reader.strings("handBack") {
      if let problem = upstream.responseHeaders.add(text) { reader.fail("handBack: \(problem)") }
    }
    var set: [SetHeader] = []
    reader.objects("set", allowed: ["name", "value"]) { reader in
      guard let name = reader.requiredString("name"), let template = reader.template("value") else { return }
      guard HTTPCharacter.isToken(name) else { return reader.fail("name: \"\(name)\" is no header name") }
      var resolver = TemplateResolver(environment: environment, place: .header, allowed: [.claims, .env])
      do throws(TemplateError) {
        set.append(SetHeader(name: name.lowercased(), value: try resolver.resolve(template)))
      } catch { reader.fail("value", error) }
    }
    let mapping = ErrorMapping.read(&reader)
    errors += reader.errors
    guard reader.errors.isEmpty, let url else { return nil }
    return RESTService(upstream: upstream, url: url, forward: forward, set: set, errors: mapping)
  }

  private static func url(_ template: Template, _ environment: [String: String], _ reader: inout DirectiveReader) -> HTTPURL? {
    var resolver = TemplateResolver(environment: environment, place: .serviceURL, allowed: [.env])
    do throws(TemplateError) {
      var text = ""
      for case .text(let part) in try resolver.resolve(template) { text += part }
      while text.hasSuffix("/") { text.removeLast() }
      guard let url = HTTPURL(text), !text.contains("?"), !text.contains("#") else {
        throw TemplateError("\"\(text)\" is no URL of the form http://host:port/path")
      }
      return url
    } catch {
      reader.fail("url", error)
      return nil
    }
  }
}

extension Duration {
  fileprivate var milliseconds: Int { Int(self / .milliseconds(1)) }
}
