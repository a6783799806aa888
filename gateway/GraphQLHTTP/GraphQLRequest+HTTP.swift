import GraphQL
import HTTPCore

extension GraphQLRequest {
  /// Reads the query of a request target. Source: GraphQL over HTTP, "GET".
  static func reading(query: String?, limits: OperationLimits) throws(GraphQLRequestError) -> GraphQLRequest {
    guard let parameters = try? QueryParameters(query) else {
      throw GraphQLRequestError(.invalidParameter, "The query of the request target is not percent-encoded UTF-8.")
    }
    for name in ["query", "operationName", "variables", "extensions"] + documentIDNames where parameters.all(name).count > 1 {
      throw GraphQLRequestError(.invalidParameter, "The parameter \"\(name)\" is given more than once.")
    }
    var request = try GraphQLRequest(
      query: parameters.first("query") ?? "", operationName: parameters.first("operationName"), variables: parameters.first("variables"),
      extensions: parameters.first("extensions"), limits: limits)
    if request.query.isEmpty { request.documentID = documentIDNames.lazy.compactMap { parameters.first($0) }.first { !$0.isEmpty } }
    return request
  }
}

extension HTTPFields {
  /// Throws if the body is compressed.
  func requireNoContentCoding() throws(GatewayError) {
    guard let coding = self["content-encoding"]?.trimmingBlanks, !coding.isEmpty, coding.lowercased() != "identity" else { return }
    throw .unsupportedContentCoding
  }

  /// Throws unless Content-Type is JSON in UTF-8.
  func requireJSON() throws(GatewayError) {
    if isOneLine("content-type", "application/json") { return }
    guard let contentType = self["content-type"] else {
      throw .unsupportedMediaType("The header Content-Type is missing. Send application/json.")
    }
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
