import HTTPCore
import Testing

@testable import Gateway

/// The requests that the public audit of GraphQL-over-HTTP servers sends (the `graphql-http` package), by its own identifiers.
@Suite struct GraphQLOverHTTPAuditTests {
  struct Audit: Sendable {
    enum Expectation: Sendable {
      case status(ClosedRange<Int>)
      case contentType(String)
      case hasErrors
      case hasNoErrors
      case hasNoData
    }
    let id: String
    var target = "/graphql"
    var accept: String?
    var contentType: String? = "application/json"
    var body: String?
    let expected: [Expectation]
  }

  private static let json = "application/json"
  private static let graphQL = "application/graphql-response+json"
  private static let okay = Audit.Expectation.status(200...200)
  private static let bad = Audit.Expectation.status(400...400)
  private static let typename = #"{"query":"{ __typename }"}"#
  private static let typeQuery = "query Type($name: String!) { __type(name: $name) { name } }"
  private static let typeTarget =
    "/graphql?query=query+Type%28%24name%3A+String%21%29+%7B+__type%28name%3A+%24name%29+%7B+name+%7D+%7D"
    + "&variables=%7B%22name%22%3A%22sometype%22%7D"
  private static let noQueries = [#"{"obj":"ect"}"#, "0", "false", #"["array"]"#]
  private static let noObjects = [#""string""#, "0", "false", #"["array"]"#]

  private static func get(_ id: String, _ target: String, accept: String?, _ expected: [Audit.Expectation]) -> Audit {
    Audit(id: id, target: target, accept: accept, contentType: nil, expected: expected)
  }

  private static func post(_ id: String, _ accept: String?, _ body: String?, _ expected: Audit.Expectation...) -> Audit {
    Audit(id: id, accept: accept, body: body, expected: expected)
  }

  private static let mediaTypes: [Audit] = [
    post("22EB", graphQL, typename, okay, .contentType(graphQL)),
    post("4655", json, typename, okay, .contentType(json)),
    post("47DE", "*/*", typename, okay, .contentType(json)),
    get("80D8", "/graphql?query=%7B+__typename+%7D", accept: nil, [okay, .contentType(json)]),
    post("82A3", nil, typename, okay),
    Audit(id: "BF61", contentType: "application/json; charset=utf-8", body: typename, expected: [okay]),
    post("78D5", nil, typename, okay),
    post("2C94", nil, typename, okay),
    get("5A70", "/graphql?query=%7B+__typename+%7D", accept: nil, [okay]),
    get("9C48", "/graphql?query=mutation+%7B+__typename+%7D", accept: graphQL, [.status(400...499)]),
    Audit(id: "9ABE", contentType: nil, body: nil, expected: [.status(400...499)]),
    post("03D4", nil, typename, okay),
    post("7267", nil, nil, .hasErrors),
  ]

  private static let parameters: [Audit] = [
    post("6610", graphQL, #"{"notquery":"{ __typename }"}"#, bad),
    post("3715", json, #"{"notquery":"{ __typename }"}"#, okay, .hasErrors),
    post("34A2", graphQL, typename, okay),
    post("13EE", json, typename, okay, .hasNoErrors),
    post("8161", graphQL, #"{"operationName":"Query","query":"query Query { __typename }"}"#, okay),
    post("B8B3", json, #"{"operationName":"Query","query":"query Query { __typename }"}"#, okay, .hasNoErrors),
    post("2EA1", graphQL, #"{"query":"\#(typeQuery)","variables":{"name":"sometype"}}"#, okay),
    post("28B9", json, #"{"query":"\#(typeQuery)","variables":{"name":"sometype"}}"#, okay, .hasNoErrors),
    get("D6D5", typeTarget, accept: graphQL, [okay]),
    get("6A70", typeTarget, accept: json, [okay, .hasNoErrors]),
    post("428F", graphQL, #"{"query":"{ __typename }","extensions":{"some":"value"}}"#, okay),
    post("1B7A", json, #"{"query":"{ __typename }","extensions":{"some":"value"}}"#, okay, .hasNoErrors),
  ]

  private static let kinds: [Audit] =
    noQueries.enumerated().flatMap { index, value in
      [
        post("4F5\(index)", graphQL, #"{"query":\#(value)}"#, bad),
        post("9FE\(index)", json, #"{"query":\#(value)}"#, okay, .hasErrors),
        post("E3E\(index)", graphQL, #"{"operationName":\#(value),"query":"{ __typename }"}"#, bad),
        post("FB9\(index)", json, #"{"operationName":\#(value),"query":"{ __typename }"}"#, okay, .hasErrors),
      ]
    }
    + noObjects.enumerated().flatMap { index, value in
      [
        post("69B\(index)", graphQL, #"{"query":"{ __typename }","variables":\#(value)}"#, bad),
        post("F05\(index)", json, #"{"query":"{ __typename }","variables":\#(value)}"#, okay, .hasErrors),
        post("904\(index)", graphQL, #"{"query":"{ __typename }","extensions":\#(value)}"#, bad),
        post("368\(index)", json, #"{"query":"{ __typename }","extensions":\#(value)}"#, okay, .hasErrors),
      ]
    }
    + ["variables", "operationName", "extensions"].enumerated().flatMap { index, name in
      [
        post("94B\(index)", graphQL, #"{"query":"{ __typename }","\#(name)":null}"#, okay, .hasNoErrors),
        post("022\(index)", json, #"{"query":"{ __typename }","\#(name)":null}"#, okay, .hasNoErrors),
      ]
    }

  private static let refusals: [Audit] = [
    post("D477", json, #"{ "not a JSON"#, okay),
    post("F5AF", json, #"{"qeury":"{ __typename }"}"#, okay),
    post("572B", json, #"{"query":"{"}"#, okay),
    post("FDE2", json, #"{"query":"{ 8f31403dfe404bccbb0e835f2629c6a7 }"}"#, okay),
    post("60AA", graphQL, #"{ "not a JSON"#, .status(400...499)),
    post("2163", graphQL, #"{ "not a JSON"#, bad),
    post("3E36", graphQL, #"{"qeury":"{ __typename }"}"#, .status(400...599)),
    post("17C5", graphQL, #"{"qeury":"{ __typename }"}"#, bad),
    post("34D6", graphQL, #"{"qeury":"{ __typename }"}"#, .hasNoData),
    post("865D", graphQL, #"{"query":"{"}"#, .status(400...599)),
    post("556A", graphQL, #"{"query":"{"}"#, bad),
    post("D586", graphQL, #"{"query":"{"}"#, .hasNoData),
    post("51FE", graphQL, #"{"query":"{ 8f31403dfe404bccbb0e835f2629c6a7 }"}"#, .status(400...599)),
    post("74FF", graphQL, #"{"query":"{ 8f31403dfe404bccbb0e835f2629c6a7 }"}"#, bad),
    post("5E5B", graphQL, #"{"query":"{ 8f31403dfe404bccbb0e835f2629c6a7 }"}"#, .hasNoData),
  ]

  private struct Nothing: HTTPHandler {
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: .notFound) }
  }

  @Test func passesEveryAudit() async throws {
    let audits = Self.mediaTypes + Self.parameters + Self.kinds + Self.refusals
    try await RunningGateway.with(upstream: Nothing()) { gateway in
      for audit in audits {
        var headers: HTTPFields = ["accept": audit.accept ?? "*/*"]
        if let type = audit.contentType { headers["content-type"] = type }
        let isGet = audit.target.contains("?")
        let response = try await gateway.send(isGet ? "GET" : "POST", audit.target, headers: headers, body: audit.body ?? "")
        let body = String(decoding: response.body, as: UTF8.self)
        for expectation in audit.expected {
          switch expectation {
          case .status(let range): #expect(range.contains(response.status.code), "\(audit.id): \(body)")
          case .contentType(let type): #expect(response.headers["content-type"]?.contains(type) == true, "\(audit.id)")
          case .hasErrors: #expect(body.contains(#""errors":"#), "\(audit.id): \(body)")
          case .hasNoErrors: #expect(!body.contains(#""errors":"#), "\(audit.id): \(body)")
          case .hasNoData: #expect(!body.contains(#""data":"#), "\(audit.id): \(body)")
          }
        }
      }
    }
    #expect(Set(audits.map(\.id)).count == audits.count)
  }
}
