/// The audits that the `graphql-http` package publishes for servers (version 1.22), each by its own identifier.
///
/// Where the package recommends status 200 for a request that is not well-formed, this list requires 400, as the specification does for every
/// media type. Only the results of parsing, validation and execution are 200 as `application/json`.
extension GraphQLOverHTTPAudit {
  /// All of MUST, SHOULD and MAY.
  public static let published = mediaTypes + methods + parameters + kinds + refusals

  private static let typename = #"{"query":"{ __typename }"}"#
  private static let typenameParameters = "query=%7B+__typename+%7D"
  private static let named = #"{"operationName":"Query","query":"query Query { __typename }"}"#
  private static let type = #"{"query":"query Type($name: String!) { __type(name: $name) { name } }","variables":{"name":"sometype"}}"#
  private static let typeParameters =
    "query=query+Type%28%24name%3A+String%21%29+%7B+__type%28name%3A+%24name%29+%7B+name+%7D+%7D"
    + "&variables=%7B%22name%22%3A%22sometype%22%7D"
  private static let extensions = #"{"query":"{ __typename }","extensions":{"some":"value"}}"#
  private static let misspelled = #"{"qeury":"{ __typename }"}"#
  private static let unparsable = #"{"query":"{"}"#
  private static let invalid = #"{"query":"{ 8f31403dfe404bccbb0e835f2629c6a7 }"}"#
  private static let noJSON = #"{ "not a JSON"#

  private static let mediaTypes: [GraphQLOverHTTPAudit] = [
    post("22EB", typename, accept: graphQL, .okay, .header("content-type", contains: graphQL)),
    post("4655", typename, accept: json, .okay, .header("content-type", contains: json)),
    post("47DE", typename, accept: "*/*", .okay, .header("content-type", contains: json)),
    get("80D8", typenameParameters, accept: nil, .okay, .header("content-type", contains: json)),
    post("82A3", typename, .okay),
    post("BF61", typename, contentType: "application/json; charset=utf-8", .okay),
    post("78D5", typename, .okay),
  ]

  private static let methods: [GraphQLOverHTTPAudit] = [
    post("2C94", typename, .okay),
    get("5A70", typenameParameters, .okay),
    get("9C48", "query=mutation+%7B+__typename+%7D", accept: graphQL, .status(400...499)),
    post("9ABE", "", contentType: nil, .status(400...499)),
    post("03D4", typename, .okay),
    post("7267", "", .errors),
  ]

  private static let parameters: [GraphQLOverHTTPAudit] = [
    post("6610", #"{"notquery":"{ __typename }"}"#, accept: graphQL, .bad),
    post("3715", #"{"notquery":"{ __typename }"}"#, accept: json, .bad, .errors),
    post("34A2", typename, accept: graphQL, .okay),
    post("13EE", typename, accept: json, .okay, .noErrors),
    post("8161", named, accept: graphQL, .okay),
    post("B8B3", named, accept: json, .okay, .noErrors),
    post("2EA1", type, accept: graphQL, .okay),
    post("28B9", type, accept: json, .okay, .noErrors),
    get("D6D5", typeParameters, accept: graphQL, .okay),
    get("6A70", typeParameters, accept: json, .okay, .noErrors),
    post("428F", extensions, accept: graphQL, .okay),
    post("1B7A", extensions, accept: json, .okay, .noErrors),
  ]

  private static let kinds: [GraphQLOverHTTPAudit] =
    [#"{"obj":"ect"}"#, "0", "false", #"["array"]"#].enumerated().flatMap { index, value in
      [
        post("4F5\(index)", #"{"query":\#(value)}"#, accept: graphQL, .bad),
        post("9FE\(index)", #"{"query":\#(value)}"#, accept: json, .bad, .errors),
        post("E3E\(index)", #"{"operationName":\#(value),"query":"{ __typename }"}"#, accept: graphQL, .bad),
        post("FB9\(index)", #"{"operationName":\#(value),"query":"{ __typename }"}"#, accept: json, .bad, .errors),
      ]
    }
    + [#""string""#, "0", "false", #"["array"]"#].enumerated().flatMap { index, value in
      [
        post("69B\(index)", #"{"query":"{ __typename }","variables":\#(value)}"#, accept: graphQL, .bad),
        post("F05\(index)", #"{"query":"{ __typename }","variables":\#(value)}"#, accept: json, .bad, .errors),
        post("904\(index)", #"{"query":"{ __typename }","extensions":\#(value)}"#, accept: graphQL, .bad),
        post("368\(index)", #"{"query":"{ __typename }","extensions":\#(value)}"#, accept: json, .bad, .errors),
      ]
    }
    + ["variables", "operationName", "extensions"].enumerated().flatMap { index, name in
      [
        post("94B\(index)", #"{"query":"{ __typename }","\#(name)":null}"#, accept: graphQL, .okay, .noErrors),
        post("022\(index)", #"{"query":"{ __typename }","\#(name)":null}"#, accept: json, .okay, .noErrors),
      ]
    }

  private static let refusals: [GraphQLOverHTTPAudit] = [
    post("D477", noJSON, accept: json, .bad),
    post("F5AF", misspelled, accept: json, .bad),
    post("572B", unparsable, accept: json, .okay),
    post("FDE2", invalid, accept: json, .okay),
    post("60AA", noJSON, accept: graphQL, .status(400...499)),
    post("2163", noJSON, accept: graphQL, .bad),
    post("3E36", misspelled, accept: graphQL, .status(400...599)),
    post("17C5", misspelled, accept: graphQL, .bad),
    post("34D6", misspelled, accept: graphQL, .noData),
    post("865D", unparsable, accept: graphQL, .status(400...599)),
    post("556A", unparsable, accept: graphQL, .bad),
    post("D586", unparsable, accept: graphQL, .noData),
    post("51FE", invalid, accept: graphQL, .status(400...599)),
    post("74FF", invalid, accept: graphQL, .bad),
    post("5E5B", invalid, accept: graphQL, .noData),
  ]
}
