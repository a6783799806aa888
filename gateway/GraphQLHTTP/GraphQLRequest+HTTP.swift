import GraphQL
import HTTPCore

extension GraphQLRequest {
  /// Reads an HTTP request. Source: GraphQL over HTTP, "GET" and "POST".
  init(_ request: HTTPRequest) throws(GatewayError) {
    do throws(GraphQLRequestError) {
      if request.method == .post {
        self = try GraphQLRequest(json: request.body)
      } else {
        self = try Self.reading(query: request.query)
      }
      guard !query.isEmpty else { throw Self.missingQuery }
    } catch {
      throw GatewayError(error)
    }
  }

  private static func reading(query: String?) throws(GraphQLRequestError) -> GraphQLRequest {
    guard let parameters = try? QueryParameters(query) else {
      throw GraphQLRequestError(.invalidParameter, "The query of the request target is not percent-encoded UTF-8.")
    }
    for name in ["query", "operationName", "variables", "extensions"] where parameters.all(name).count > 1 {
      throw GraphQLRequestError(.invalidParameter, "The parameter \"\(name)\" is given more than once.")
    }
    guard let source = parameters.first("query"), !source.isEmpty else { throw missingQuery }
    return try GraphQLRequest(
      query: source, operationName: parameters.first("operationName"), variables: parameters.first("variables"),
      extensions: parameters.first("extensions"))
  }

  private static let missingQuery = GraphQLRequestError(.missingQuery, "The parameter \"query\" is missing.")
}

extension HTTPFields {
  /// Throws if the body is compressed.
  func requireNoContentCoding() throws(GatewayError) {
    guard let coding = self["content-encoding"]?.trimmingBlanks, !coding.isEmpty, coding.lowercased() != "identity" else { return }
    throw .unsupportedContentCoding
  }

  /// Throws unless Content-Type is JSON in UTF-8.
  func requireJSON() throws(GatewayError) {
    guard let contentType = self["content-type"] else {
      throw .unsupportedMediaType("The header Content-Type is missing. Send application/json.")
    }
    if contentType == "application/json" { return }
    let parts = contentType.split(separator: ";").map { $0.trimmingBlanks.lowercased() }
    guard parts.first == "application/json" else {
      throw .unsupportedMediaType("This Content-Type is not supported. Send application/json.")
    }
    for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
      let charset = parameter.dropFirst("charset=".count).filter { $0 != "\"" }
      guard charset == "utf-8" || charset == "utf8" else {
        throw .unsupportedMediaType("This character set is not supported. Send UTF-8.")
      }
    }
  }
}
