/// Audits of this project beyond the published ones: every invalid request is rejected, and the response contains the reason.
extension GraphQLOverHTTPAudit {
  public static let strict = methods + mediaTypes + kinds + targets + bodies

  private static let typename = #"{"query":"{ __typename }"}"#
  private static let typenameParameters = "query=%7B+__typename+%7D"
  private static let mutationParameters = "query=mutation+%7B+__typename+%7D"

  private static let methods: [GraphQLOverHTTPAudit] = [
    get("mutation by GET", mutationParameters, .status(405...405), .header("allow", contains: "POST"), .errors, .noData),
    get(
      "mutation by GET for a legacy client", mutationParameters, accept: json, .status(405...405), .header("allow", contains: "POST"),
      .errors, .noData),
    get("mutation by HEAD", mutationParameters, method: .head, .status(405...405), .header("allow", contains: "POST"), .noContent),
    get("query by HEAD", typenameParameters, method: .head, .okay, .header("content-type", contains: json), .noContent),
    get(
      "PUT", typenameParameters, method: .put, .status(405...405), .header("allow", contains: "GET, HEAD, POST"),
      .refusal(code: "METHOD_NOT_ALLOWED", says: "PUT")),
    get(
      "DELETE", typenameParameters, method: .delete, .status(405...405), .header("allow", contains: "GET, HEAD, POST"),
      .refusal(code: "METHOD_NOT_ALLOWED", says: "DELETE")),
  ]

  private static let mediaTypes: [GraphQLOverHTTPAudit] = [
    post("POST without Accept", typename, accept: nil, .okay, .header("content-type", contains: json)),
    post("charset of the answer", typename, .okay, .header("content-type", contains: "charset=utf-8")),
    post("preference by weight", typename, accept: json + ";q=0.5, " + graphQL, .okay, .header("content-type", contains: graphQL)),
    post("preference by order", typename, accept: json + ", " + graphQL, .okay, .header("content-type", contains: json)),
    post("nothing of ours accepted", typename, accept: "text/html", .status(406...406), .refusal(code: "NOT_ACCEPTABLE", says: graphQL)),
    post(
      "no content type", typename, contentType: nil, .status(415...415),
      .refusal(code: "UNSUPPORTED_MEDIA_TYPE", says: "application/json")),
    post(
      "text/plain", typename, contentType: "text/plain", .status(415...415),
      .refusal(code: "UNSUPPORTED_MEDIA_TYPE", says: "application/json")),
    post(
      "another charset", typename, contentType: json + "; charset=latin1", .status(415...415),
      .refusal(code: "UNSUPPORTED_MEDIA_TYPE", says: "UTF-8")),
  ]

  private static func wrong(_ name: String, _ value: String, _ kind: String) -> GraphQLOverHTTPAudit {
    let other = name == "query" ? "" : #","query":"{ __typename }""#
    return post(
      "\(name) is \(kind)", #"{"\#(name)":\#(value)\#(other)}"#, .bad, .noData,
      .refusal(code: "INVALID_PARAMETER", says: #""\#(name)" must be"#), .refusal(code: "INVALID_PARAMETER", says: kind))
  }

  private static let kinds: [GraphQLOverHTTPAudit] =
    ["query", "operationName"].flatMap { name in
      [wrong(name, "{}", "an object"), wrong(name, "1", "a number"), wrong(name, "true", "a boolean"), wrong(name, "[]", "an array")]
    }
    + ["variables", "extensions"].flatMap { name in
      [wrong(name, #""{}""#, "a string"), wrong(name, "1", "a number"), wrong(name, "true", "a boolean"), wrong(name, "[]", "an array")]
    }

  private static let targets: [GraphQLOverHTTPAudit] = [
    get("no parameters", "", .bad, .refusal(code: "MISSING_QUERY", says: #""query""#)),
    get("empty query", "query=", .bad, .refusal(code: "MISSING_QUERY", says: #""query""#)),
    get("query twice", "query=%7Ba%7D&query=%7Bb%7D", .bad, .refusal(code: "INVALID_PARAMETER", says: #""query""#)),
    get("broken percent-encoding", "query=%zz", .bad, .refusal(code: "INVALID_PARAMETER", says: "percent-encoded")),
    get("percent-encoded invalid UTF-8", "query=%ff", .bad, .refusal(code: "INVALID_PARAMETER", says: "UTF-8")),
    get(
      "variables by GET are an array", typenameParameters + "&variables=%5B%5D", .bad,
      .refusal(code: "INVALID_PARAMETER", says: #""variables" must be"#)),
    get(
      "variables by GET are no JSON", typenameParameters + "&variables=x", .bad, .refusal(code: "INVALID_JSON", says: #""variables""#)),
    get(
      "extensions by GET are a string", typenameParameters + "&extensions=%22x%22", .bad,
      .refusal(code: "INVALID_PARAMETER", says: #""extensions" must be"#)),
  ]

  private static func nested(_ open: String, _ close: String) -> String {
    String(repeating: open, count: 10_000) + "1" + String(repeating: close, count: 10_000)
  }

  private static let bodies: [GraphQLOverHTTPAudit] = [
    post("batch", "[" + typename + "," + typename + "]", .bad, .refusal(code: "BATCHING_NOT_SUPPORTED", says: "not supported")),
    post("empty batch", "[]", .bad, .refusal(code: "BATCHING_NOT_SUPPORTED", says: "not supported")),
    post("no object", "7", .bad, .refusal(code: "INVALID_PARAMETER", says: "must be a JSON object")),
    post("trailing bytes", typename + " x", .bad, .refusal(code: "INVALID_JSON", says: "column")),
    post("a second object", typename + typename, .bad, .refusal(code: "INVALID_JSON", says: "column")),
    post("a trailing zero byte", typename + "\0", .bad, .refusal(code: "INVALID_JSON", says: "column")),
    post(
      "invalid UTF-8", bytes: Array(#"{"query":"{ __typename } # "#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8),
      [.bad, .refusal(code: "INVALID_UTF8", says: "UTF-8")]),
    post(
      "an overlong encoding", bytes: Array(#"{"query":"{ __typename } # "#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8),
      [.bad, .refusal(code: "INVALID_UTF8", says: "UTF-8")]),
    post("10,000 arrays", nested("[", "]"), .bad, .errors, .noData),
    post("10,000 arrays in the variables", typename.dropLast() + #","variables":{"a":"# + nested("[", "]") + "}}", .bad, .errors, .noData),
    post("10,000 objects in the variables", typename.dropLast() + #","variables":"# + nested(#"{"a":"#, "}") + "}", .bad, .errors, .noData),
    post("10,000 arrays without end", String(repeating: "[", count: 10_000), .bad, .errors, .noData),
  ]
}
