import GraphQL
import JSON
import Testing

@testable import GraphTools

/// `gateway plan --as`: the plan of one caller.
@Suite struct CallerPlanTests {
  private static let file = SourceFile(
    name: "shop.graphql",
    text: """
      extend schema @service(name: "shop", url: "http://shop")
      type Query {
        products(limit: Int! = 20): [Product!] @rest(service: "shop", GET: "/products?limit={$args.limit}")
        orders: [Product!] @requiresScopes(scopes: [["orders:read"]]) @rest(service: "shop", GET: "/orders")
        audit: Int @policy(policies: [["on-call"]]) @rest(service: "shop", GET: "/audit")
      }
      type Product @key(fields: "id") {
        id: ID!
        margin: Margin @authenticated @rest(service: "shop", GET: "/margins?ids={$keys.id}", batch: { by: "id" })
      }
      type Margin { id: ID percent: Int }
      """)

  private func explanation(_ claims: String?, policies: Set<String> = []) throws -> PlanExplanation {
    let graph = try ComposedGraph(files: [Self.file], environment: [:], transport: NoTransport())
    let caller = PlannedCaller(claims: try claims.map { CallerClaims(try JSONDocument(parsing: $0).root) }, policies: policies)
    return try PlanExplanation(
      "{ products(limit: 3) { id margin { percent } } orders { id } audit }", operationName: nil, variables: nil, graph: graph,
      assumedListSize: 100, caller: caller)
  }

  @Test func namesRefusedFieldsAndAvoidedCalls() throws {
    let plan = try explanation(nil)
    #expect(plan.report.maximumCalls == 1)
    #expect(
      plan.text.hasSuffix(
        """
        Fields that the caller may not see
          products.margin: Product.margin needs @authenticated
          orders: Query.orders needs @requiresScopes(scopes: [["orders:read"]])
          audit: Query.audit needs @policy(policies: [["on-call"]])

        Calls that are not made therefore
          shop  GET /orders
             loads orders
          shop  GET /audit
             loads audit
          shop  GET /margins?ids={$keys.id}
             loads products.margin
        """))
  }

  @Test func writesThemAsJSON() throws {
    let json = try JSONValue(parsing: try explanation(#"{"scope": "orders:read"}"#).json)
    #expect(json["refused"]?.text == #"[{"path":"audit","coordinate":"Query.audit","needs":"@policy(policies: [[\"on-call\"]])"}]"#)
    #expect(json["avoidedCalls"]?[0]?["url"]?.string == "/audit")
    #expect(json["avoidedCalls"]?.elements?.count == 1)
    #expect(json["staticCost"]?.text == "3")
    #expect(json["calls"]?.elements?.count == 3)
  }

  @Test func aCallerWhoMaySeeEverythingHasTheWholePlan() throws {
    let plan = try explanation(#"{"scope": "orders:read"}"#, policies: ["on-call"])
    #expect(plan.report.refused == [])
    #expect(plan.report.avoidedCalls.isEmpty)
    #expect(!plan.text.contains("may not see"))
    #expect(!plan.json.contains("refused"))
    #expect(plan.report.maximumCalls == 4)
  }
}
