import HTTPCore

/// Which pages of other origins may read responses. Source: Fetch, "HTTP-CORS protocol".
struct CORSPolicy: Sendable {
  static let presetHeaders =
    "content-type,authorization,x-api-key,x-request-id,idempotency-key,traceparent,tracestate,apollo-require-preflight,"
    + "x-apollo-operation-name,graphql-require-preflight"
  static let presetExposedHeaders = "x-request-id,retry-after,ratelimit,ratelimit-policy"

  private let rules: [OriginRule]
  private let allowsCredentials: Bool
  private let headers: String
  private let exposedHeaders: String
  private let maximumAge: Int
  /// Whether every origin gets the same answer, `*`.
  private let allowsAny: Bool

  init(rules: [OriginRule], allowsCredentials: Bool, headers: [String], exposedHeaders: [String], maximumAge: Int) {
    self.rules = rules
    self.allowsCredentials = allowsCredentials
    self.headers = headers.joined(separator: ", ")
    self.exposedHeaders = exposedHeaders.joined(separator: ", ")
    self.maximumAge = maximumAge
    allowsAny = rules.contains(where: \.isAny) && !allowsCredentials
  }

  /// Names of headers. Nil if one of them cannot be a name; `*` cannot, since it does not stand for `authorization`.
  @Sendable static func names(_ text: String) -> [String]? {
    let names = text.split(separator: ",").map { $0.trimmingBlanks.lowercased() }
    return names.allSatisfy { !$0.isEmpty && $0 != "*" && $0.utf8.allSatisfy(HTTPCharacter.isToken) } ? names : nil
  }

  /// The answer to a preflight. Nil if the request is not one.
  func preflight(_ request: HTTPRequest) -> HTTPResponse? {
    guard request.method == .options, let origin = request.headers["origin"], request.headers["access-control-request-method"] != nil else {
      return nil
    }
    var response = HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
    guard allows(origin) else {
      response = GraphQLHTTPHandler.response(.originNotAllowed, as: .preset)
      response.headers.append("Vary", "origin, access-control-request-method, access-control-request-headers")
      return response
    }
    allow(origin, &response.headers)
    response.headers.append("Access-Control-Allow-Methods", "GET, HEAD, POST")
    response.headers.append("Access-Control-Allow-Headers", headers)
    response.headers.append("Access-Control-Max-Age", "\(maximumAge)")
    response.headers.append("Vary", "origin, access-control-request-method, access-control-request-headers")
    return response
  }

  /// Adds to a response what lets a page of an allowed origin read it.
  func apply(to response: inout HTTPResponse, for request: HTTPRequest) {
    if !allowsAny {
      // Also without Origin: the response to a request with another origin differs.
      response.headers["Vary"] = response.headers["vary"].map { "\($0), origin" } ?? "origin"
    }
    guard let origin = request.headers["origin"], allows(origin) else { return }
    allow(origin, &response.headers)
    if !exposedHeaders.isEmpty { response.headers.append("Access-Control-Expose-Headers", exposedHeaders) }
  }

  private func allows(_ origin: String) -> Bool { rules.contains { $0.matches(origin) } }

  private func allow(_ origin: String, _ headers: inout HTTPFields) {
    headers.append("Access-Control-Allow-Origin", allowsAny ? "*" : origin)
    if allowsCredentials { headers.append("Access-Control-Allow-Credentials", "true") }
  }
}
