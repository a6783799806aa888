import JSON

/// A case: one line of input with a schema, a request and the root value.
struct ConformanceCase {
  /// The identifier as JSON text. The answer repeats it.
  let id: [UInt8]
  let schema: String
  let query: String
  let variables: JSONObject
  let operationName: String?
  /// The initial value; nil when there is none.
  let root: JSONView?

  init(_ line: [UInt8]) throws(ConformanceCaseError) {
    let document: JSONDocument
    do { document = try JSONDocument(parsing: line) } catch {
      throw ConformanceCaseError(id: Self.noID, message: "The line is not JSON: \(error.message) at byte \(error.offset).")
    }
    let object = document.root
    let id = object["id"].map { Array($0.raw) } ?? Self.noID
    self.id = id
    func text(_ name: String) throws(ConformanceCaseError) -> String? {
      guard let member = object[name], !member.isNull else { return nil }
      guard let text = member.string else { throw ConformanceCaseError(id: id, message: "\"\(name)\" must be a string.") }
      return text
    }
    guard object.kind == .object else { throw ConformanceCaseError(id: id, message: "The line must be a JSON object.") }
    guard let schema = try text("schema") else { throw ConformanceCaseError(id: id, message: "\"schema\" must be a string.") }
    guard let query = try text("query") else { throw ConformanceCaseError(id: id, message: "\"query\" must be a string.") }
    self.schema = schema
    self.query = query
    operationName = try text("operationName")
    switch object["variables"].map({ JSONValue($0) }) {
    case nil, .null: variables = JSONObject()
    case .object(let object): variables = object
    default: throw ConformanceCaseError(id: id, message: "\"variables\" must be an object.")
    }
    root = object["root"]
  }

  private static let noID = Array("null".utf8)
}

/// A line that is not a case.
struct ConformanceCaseError: Error {
  let id: [UInt8]
  let message: String
}
