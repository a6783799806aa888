@testable import GraphTools

/// Small graphs for tests.
enum GraphFiles {
  /// A shop whose prices are loaded one by one, with a batched list that passes a plain limit.
  static let bad: [SourceFile] = [
    .init(
      name: "products.graphql",
      text: """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
          @service(name: "products", url: "{$env.UPSTREAM}")

        type Query {
          catalog(limit: Int! = 20): Catalog @rest(service: "products", GET: "/products?limit={$args.limit}")
        }
        type Catalog { items: [Product!]! }
        type Product @key(fields: "id") {
          id: ID!
          price: Int @rest(service: "products", GET: "/products/{$keys.id}/price", at: "amount")
        }
        """),
    .init(
      name: "reviews.graphql",
      text: """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
          @service(name: "reviews", url: "{$env.UPSTREAM}")

        type Product @key(fields: "id") {
          id: ID!
          reviews(first: Int! = 5): [Review!]!
            @rest(service: "reviews", GET: "/reviews?products={$keys.id}&limit={$args.first}", batch: { by: "product", max: 4 })
        }
        type Review @key(fields: "id") {
          id: ID!
          author: Author! @json(path: "authorId")
        }
        type Author @key(fields: "id") @rest(service: "reviews", GET: "/authors/{$keys.id}") {
          id: ID!
          name: String!
        }
        """),
  ]

  static let environment = ["UPSTREAM": "http://127.0.0.1:1"]

  static func graph(_ files: [SourceFile] = bad) throws -> ComposedGraph {
    try ComposedGraph(files: files, environment: environment, transport: NoTransport())
  }

  static func check(
    _ files: [SourceFile] = bad, operations: [SourceFile] = [], _ options: CheckReport.Options = .init()
  ) -> CheckReport {
    CheckReport(schema: files, operations: operations, environment: environment, options: options)
  }
}
