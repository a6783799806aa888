import Foundation
import Testing

@testable import GraphTools

/// The documents in Golden/openapi, each of which shows one kind of description. The schema file beside each is what it becomes.
@Suite struct OpenAPIKindsTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/openapi")

  static let documents =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.sorted()

  @Test(arguments: documents) func imports(name: String) throws {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
    let result = try OpenAPIImport(SourceFile(name: name, text: text)).run()
    try Golden.expect(result.sdl, "openapi/\(name.prefix { $0 != "." }).graphql")
  }

  @Test func thereAreDocuments() { #expect(Self.documents.count > 30) }

  /// Operations, path items and schemas in other files, which refer to further files by paths of their own.
  @Test func readsReferencesAcrossFiles() throws {
    let files = [
      "ops/list.yaml": """
      operationId: listClicks
      parameters: [{$ref: "../shared.yaml#/parameters/limit"}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "../shared.yaml#/schemas/Click~1Event"}}}}}}
      """,
      "shared.yaml": """
      parameters: {limit: {name: limit, in: query, schema: {type: integer, default: 010}}}
      schemas: {"Click/Event": {type: object, properties: {id: {type: string}, next: {$ref: "#/schemas/Click~1Event"}, user: {$ref: "user.json"}}}}
      """,
      "user.json": #"{"type": "object", "properties": {"name": {"type": "string"}}}"#,
      "item.yaml":
        "get: {operationId: getUser, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: user.json}}}}}}",
    ]
    let text = """
      openapi: 3.0.3
      info: {title: Ext, version: "1"}
      servers: [{url: "http://127.0.0.1:1"}]
      paths:
        /clicks: {get: {$ref: "./ops/list.yaml"}, post: {$ref: "missing.yaml"}}
        /users: {$ref: "item.yaml"}
      """
    let result = try OpenAPIImport(SourceFile(name: "ext.yaml", text: text)) { path in
      files[path].map { SourceFile(name: path, text: $0) }
    }.run()
    #expect(result.sdl.contains("listClicks(limit: Int = 10): [ClickEvent!]"))
    #expect(result.sdl.contains("next: ClickEvent") && result.sdl.contains("user: User"))
    #expect(result.sdl.contains("getUser: User"))
    #expect(result.notes == ["POST /clicks is not mapped: missing.yaml cannot be resolved."])
  }

  /// Types and fields of two APIs stay apart by the names that the graph's other files define, or by a prefix.
  @Test func twoAPIsStayApart() throws {
    func api(_ title: String, _ member: String) -> String {
      """
      openapi: 3.0.3
      info: {title: \(title), version: "1"}
      servers: [{url: "http://127.0.0.1:1"}]
      paths:
        /customers/{id}:
          get: {operationId: getCustomer, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Customer"}}}}}}
      components: {schemas: {Customer: {type: object, required: [id], properties: {id: {type: string}, \(member): {type: string}}}}}
      """
    }
    let crm = SourceFile(name: "crm.graphql", text: try OpenAPIImport(SourceFile(name: "crm", text: api("Crm", "phone"))).run().sdl)
    var options = OpenAPIImport.Options()
    options.beside = try DefinedNames(of: [crm])
    let billing = try OpenAPIImport(SourceFile(name: "billing", text: api("Billing", "balance")), options: options).run().sdl
    #expect(billing.contains("type BillingCustomer") && billing.contains("billingGetCustomer(id: ID!): BillingCustomer"))
    let both = [crm, SourceFile(name: "billing.graphql", text: billing)]
    #expect(try ComposedGraph(files: both, environment: [:], transport: NoTransport()).sdl.contains("type BillingCustomer"))
    let prefixed = try OpenAPIImport(SourceFile(name: "b", text: api("Billing", "balance")), options: .init(prefix: "pay")).run().sdl
    #expect(prefixed.contains("type PayCustomer") && prefixed.contains("payGetCustomer(id: ID!): PayCustomer"))
  }

  @Test func optionsChooseAndRename() throws {
    let text = """
      openapi: 3.0.3
      info: {title: Things, version: "1"}
      servers: [{url: "http://127.0.0.1:1"}]
      paths:
        /a: {get: {operationId: listA, tags: [x], responses: {"204": {description: ok}}}, post: {operationId: searchA, responses: {"204": {description: ok}}}}
        /b: {get: {operationId: listB, responses: {"204": {description: ok}}}}
      """
    var options = OpenAPIImport.Options()
    options.exclude = ["GET /b"]
    options.queries = ["search*"]
    options.renames = ["listA": "all"]
    let generator = try OpenAPIImport(SourceFile(name: "t", text: text), options: options)
    #expect(generator.list() == ["GET /a  listA", "POST /a  searchA"])
    let sdl = try generator.run().sdl
    #expect(
      sdl.contains("type Query {\n  all: Boolean") && sdl.contains("  searchA: Boolean") && !sdl.contains("Mutation")
        && !sdl.contains("listB"))
    options.include = ["x"]
    options.exclude = []
    #expect(try OpenAPIImport(SourceFile(name: "t", text: text), options: options).list() == ["GET /a  listA"])
  }

  /// Swagger 2.0 with what has another place in OpenAPI 3.
  @Test func importsSwagger2() throws {
    let text = """
      swagger: "2.0"
      info: {title: Old, version: "1"}
      host: api.test
      basePath: /v1
      schemes: [http, https]
      consumes: [application/json]
      parameters: {limit: {name: limit, in: query, type: integer, default: 20}}
      paths:
        /pets:
          parameters: [{$ref: "#/parameters/limit"}]
          get:
            operationId: listPets
            parameters: [{name: tags, in: query, type: array, items: {type: string}}, {name: ids, in: query, type: array, collectionFormat: multi, items: {type: string}}]
            responses: {200: {description: ok, schema: {type: array, items: {$ref: "#/definitions/Pet"}}}}
          post:
            operationId: addPet
            parameters: [{name: body, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}]
            responses: {201: {$ref: "#/responses/One"}}
        /form:
          post:
            operationId: sendForm
            consumes: [application/x-www-form-urlencoded]
            parameters: [{name: a, in: formData, required: true, type: string}, {name: b, in: formData, type: integer}]
            responses: {204: {description: ok}}
        /photo:
          post:
            operationId: upload
            parameters: [{name: file, in: formData, required: true, type: file}]
            responses: {204: {description: ok}}
      responses: {One: {description: one, schema: {$ref: "#/definitions/Pet"}}}
      definitions: {Pet: {type: object, required: [name], properties: {name: {type: string}, nick: {type: string, x-nullable: true}}}}
      """
    let result = try OpenAPIImport(SourceFile(name: "old.yaml", text: text)).run()
    for line in [
      #"url: "https://api.test/v1""#, "listPets(tags: [String!], ids: [String!], limit: Int = 20): [Pet!]",
      "tags={$args.tags}&ids={$args.ids|repeat}&limit={$args.limit}", "addPet(limit: Int = 20, input: PetInput!): Pet",
      "sendForm(input: SendFormInput!): Boolean", "bodyAs: FORM", "name: String!", "nick: String",
    ] { #expect(result.sdl.contains(line), "\(line)") }
    #expect(result.notes.contains { $0.hasPrefix("POST /photo is not mapped: its body needs the file file") })
  }
}
