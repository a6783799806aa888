import JSON

/// Converts Swagger 2.0 to OpenAPI 3.0: <https://swagger.io/specification/v2/>.
struct SwaggerConversion {
  private let root: JSONValue
  private static let methods: Set<String> = ["get", "put", "post", "delete", "options", "head", "patch"]

  static func openAPI(from root: JSONValue) -> JSONValue { SwaggerConversion(root: root).document() }

  private func document() -> JSONValue {
    var components = JSONObject()
    components["schemas"] = root["definitions"].map(schema) ?? .object([:])
    components["responses"] = mapped(root["responses"]) { response($0, produces: types("produces", of: root)) }
    components["securitySchemes"] = mapped(root["securityDefinitions"], security)
    var document: JSONObject = ["openapi": "3.0.3", "info": root["info"] ?? .object([:]), "components": .object(components)]
    document["servers"] = [["url": .string(server)]]
    if root["paths"] != nil { document["paths"] = mapped(root["paths"], pathItem) }
    if let security = root["security"] { document["security"] = security }
    return .object(document)
  }

  private var server: String {
    let schemes = root["schemes"]?.elements?.compactMap(\.string) ?? []
    let scheme = schemes.contains("https") ? "https" : schemes.first ?? "https"
    let path = root["basePath"]?.string ?? ""
    return root["host"]?.string.map { "\(scheme)://\($0)\(path)" } ?? path
  }

  private func mapped(_ value: JSONValue?, _ convert: (JSONValue) -> JSONValue) -> JSONValue {
    .object(JSONObject((value?.members ?? []).map { (name: $0.name, value: convert($0.value)) }))
  }

  private func types(_ name: String, of value: JSONValue) -> [String]? {
    value[name]?.elements.map { $0.compactMap(\.string) }
  }

  // MARK: operations

  private func pathItem(_ item: JSONValue) -> JSONValue {
    if item["$ref"] != nil { return item }
    let shared = item["parameters"]?.elements ?? []
    return .object(
      JSONObject(
        item.members.lazy.compactMap { member -> (name: String, value: JSONValue)? in
          if member.name == "parameters" { return nil }
          guard Self.methods.contains(member.name) else { return (member.name, member.value) }
          return (member.name, operation(member.value, shared))
        }))
  }

  private func operation(_ value: JSONValue, _ shared: [JSONValue]) -> JSONValue {
    guard case .object(var operation) = value else { return value }
    let consumes = types("consumes", of: value) ?? types("consumes", of: root) ?? ["application/json"]
    let produces = types("produces", of: value) ?? types("produces", of: root)
    var parameters: [JSONValue] = []
    var fields: [JSONValue] = []
    let own = (value["parameters"]?.elements ?? []).map(resolved)
    let inherited = shared.map(resolved).filter { shared in
      !own.contains { $0["name"] == shared["name"] && $0["in"] == shared["in"] }
    }
    for parameter in own + inherited {
      switch parameter["in"]?.string {
      case "body":
        let content = consumes.map { (name: $0, value: JSONValue.object(["schema": schema(parameter["schema"] ?? .object([:]))])) }
        operation["requestBody"] = .object([
          "required": parameter["required"] ?? .bool(false), "description": parameter["description"] ?? .null,
          "content": .object(JSONObject(content)),
        ])
      case "formData": fields.append(parameter)
      default: parameters.append(self.parameter(parameter))
      }
    }
    if !fields.isEmpty { operation["requestBody"] = form(fields, consumes) }
    operation["parameters"] = .array(parameters)
    operation["responses"] = mapped(value["responses"]) { response($0, produces: produces) }
    return .object(operation)
  }

  /// A parameter that a reference names. Its place in the description is not that of OpenAPI 3, since bodies are parameters here.
  private func resolved(_ parameter: JSONValue) -> JSONValue {
    guard let reference = parameter["$ref"]?.string, reference.hasPrefix("#/parameters/") else { return parameter }
    return root["parameters"]?[String(reference.dropFirst("#/parameters/".count)).replacing("~1", with: "/")] ?? parameter
  }

  private static let ownMembers: Set<String> = ["name", "in", "description", "required", "collectionFormat", "allowEmptyValue"]

  private func valueSchema(of parameter: JSONValue) -> JSONValue {
    schema(
      .object(JSONObject(parameter.members.lazy.filter { !Self.ownMembers.contains($0.name) }.map { (name: $0.name, value: $0.value) })))
  }

  private func parameter(_ value: JSONValue) -> JSONValue {
    if value["$ref"] != nil { return value }
    var parameter = JSONObject()
    for name in ["name", "in", "description", "required"] { parameter[name] = value[name] }
    parameter["schema"] = valueSchema(of: value)
    if value["type"]?.string == "array" {
      let format = value["collectionFormat"]?.string ?? "csv"
      parameter["explode"] = .bool(format == "multi")
      if format == "ssv" { parameter["style"] = "spaceDelimited" }
      if format == "pipes" { parameter["style"] = "pipeDelimited" }
    }
    return .object(parameter)
  }

  private func form(_ fields: [JSONValue], _ consumes: [String]) -> JSONValue {
    var properties = JSONObject()
    var encoding = JSONObject()
    for field in fields {
      guard let name = field["name"]?.string else { continue }
      var own = valueSchema(of: field)
      if field["type"]?.string == "file" { own = ["type": "string", "format": "binary"] }
      if case .object(var object) = own, let text = field["description"] {
        object["description"] = text
        own = .object(object)
      }
      properties[name] = own
      if field["type"]?.string == "array", field["collectionFormat"]?.string != "multi" { encoding[name] = ["explode": false] }
    }
    let required = fields.filter { $0["required"]?.isTrue == true }.compactMap { $0["name"] }
    let schema: JSONValue = ["type": "object", "properties": .object(properties), "required": .array(required)]
    let hasFile = fields.contains { $0["type"]?.string == "file" }
    let isForm =
      consumes.contains { $0.hasPrefix("application/x-www-form-urlencoded") } || !consumes.contains { $0.hasPrefix("multipart/") }
    let type = hasFile || !isForm ? "multipart/form-data" : "application/x-www-form-urlencoded"
    return [
      "required": .bool(!required.isEmpty),
      "content": .object(JSONObject([(name: type, value: JSONValue.object(["schema": schema, "encoding": .object(encoding)]))])),
    ]
  }

  private func response(_ value: JSONValue, produces: [String]?) -> JSONValue {
    if let reference = value["$ref"]?.string {
      return ["$ref": .string(reference.replacing("#/responses/", with: "#/components/responses/"))]
    }
    guard case .object(var response) = value, let own = value["schema"] else { return value }
    response["schema"] = nil
    let isFile = own["type"]?.string == "file"
    let types = isFile ? ["application/octet-stream"] : produces ?? ["application/json"]
    let content = (types.isEmpty ? ["application/json"] : types).map { (name: $0, value: JSONValue.object(["schema": schema(own)])) }
    response["content"] = .object(JSONObject(content))
    return .object(response)
  }

  private func security(_ value: JSONValue) -> JSONValue {
    switch value["type"]?.string {
    case "basic": ["type": "http", "scheme": "basic"]
    default: value
    }
  }

  // MARK: schemas

  /// A schema with OpenAPI's references, `nullable`, and discriminator.
  private func schema(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map(schema))
    case .object(let object):
      .object(
        JSONObject(
          object.members.lazy.map { member -> (name: String, value: JSONValue) in
            switch (member.name, member.value) {
            case ("$ref", .string(let text)):
              let moved = text.replacing("#/definitions/", with: "#/components/schemas/")
              return (member.name, .string(moved.replacing("#/responses/", with: "#/components/responses/")))
            case ("x-nullable", .bool): return ("nullable", member.value)
            case ("discriminator", .string): return (member.name, .object(["propertyName": member.value]))
            default: return (member.name, schema(member.value))
            }
          }))
    case .null, .bool, .number, .string: value
    }
  }
}
