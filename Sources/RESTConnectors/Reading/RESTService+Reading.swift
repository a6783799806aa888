import GraphQLFederation
import GraphQLLanguage
import HTTPCore

extension RESTService {
  private static let arguments: Set<String> = [
    "name", "url", "forward", "set", "timeoutMs", "retry", "breaker", "maxConcurrency", "maxResponseBytes", "handBack", "errors",
  ]

  /// Reads a `@service`; nil when it has errors.
  static func read(_ directive: Directive, file: String, environment: [String: String], errors: inout [CompositionError]) -> RESTService? {
    var reader = DirectiveReader(directive, file: file, allowed: arguments)
    let name = reader.requiredString("name")
    var url = ""
    if reader.requiredString("url") != nil, let template = reader.template("url") {
      url = Self.url(template, environment, &reader)
    }
    let forward = reader.strings("forward").map { $0.lowercased() }
    for header in forward where !isToken(header) { reader.fail("forward: \"\(header)\" is no header name") }
    let timeout = reader.int("timeoutMs", default: 2000, in: 1...600_000)
    var retry = RetryPolicy()
    reader.object("retry", allowed: ["attempts", "budgetPercent", "attemptTimeoutMs"]) { reader in
      retry.attempts = reader.int("attempts", default: retry.attempts, in: 1...10)
      retry.budgetPercent = reader.int("budgetPercent", default: retry.budgetPercent, in: 0...100)
      if reader.value("attemptTimeoutMs") != nil {
        retry.attemptTimeout = .milliseconds(reader.int("attemptTimeoutMs", default: timeout, in: 1...timeout))
      }
    }
    var breaker = BreakerPolicy()
    reader.object("breaker", allowed: ["errorPercent", "minRequests", "openMs"]) { reader in
      breaker.errorPercent = reader.int("errorPercent", default: breaker.errorPercent, in: 1...100)
      breaker.minRequests = reader.int("minRequests", default: breaker.minRequests, in: 1...1_000_000)
      breaker.openMs = reader.int("openMs", default: breaker.openMs, in: 1...3_600_000)
    }
    let maxConcurrency = reader.int("maxConcurrency", default: 256, in: 1...100_000)
    let maxResponseBytes = reader.int("maxResponseBytes", default: 8 * 1024 * 1024, in: 1...16 * 1024 * 1024)
    var handBack = HandBack()
    for text in reader.strings("handBack") {
      if let problem = handBack.add(text, isToken: isToken) { reader.fail("handBack: \(problem)") }
    }
    var set: [SetHeader] = []
    reader.objects("set", allowed: ["name", "value"]) { reader in
      guard let name = reader.requiredString("name"), let template = reader.template("value") else { return }
      guard isToken(name) else { return reader.fail("name: \"\(name)\" is no header name") }
      var resolver = TemplateResolver(environment: environment, place: .header, allowed: [.claims, .env])
      do throws(TemplateError) {
        set.append(SetHeader(name: name.lowercased(), value: try resolver.resolve(template)))
      } catch { reader.fail("value", error) }
    }
    let mapping = ErrorMapping.read(&reader)
    errors += reader.errors
    guard reader.errors.isEmpty, let name else { return nil }
    return RESTService(
      name: name, url: url, forward: forward, timeout: .milliseconds(timeout), retry: retry, breaker: breaker,
      maxConcurrency: maxConcurrency, maxResponseBytes: maxResponseBytes, handBack: handBack, set: set, errors: mapping)
  }

  private static func url(_ template: Template, _ environment: [String: String], _ reader: inout DirectiveReader) -> String {
    var resolver = TemplateResolver(environment: environment, place: .serviceURL, allowed: [.env])
    do throws(TemplateError) {
      var text = ""
      for case .text(let part) in try resolver.resolve(template) { text += part }
      while text.hasSuffix("/") { text.removeLast() }
      guard HTTPURL(text) != nil, !text.contains("?"), !text.contains("#") else {
        throw TemplateError("\"\(text)\" is no URL of the form http://host:port/path")
      }
      return text
    } catch {
      reader.fail("url", error)
      return ""
    }
  }

  // RFC 9110 §5.6.2: token
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy { character in
        switch character {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: "!#$%&'*+-.^_`|~".unicodeScalars.contains(character)
        }
      }
  }
}
