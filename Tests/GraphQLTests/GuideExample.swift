import GraphQL

/// Loads the authors of many identifiers in one call, as one database query would.
let authors = BatchFunction<Int, JSONValue> { ids in
  let names = [1: "Jane Austen", 2: "Bram Stoker"]
  return ids.map { id in names[id].map { ["name": .string($0)] } }
}

func makeEngine() throws -> GraphQLEngine {
  try GraphQLEngine(
    schema: """
      type Query { books: [Book!]! author(id: Int!): Author }
      type Book { title: String! author: Author }
      type Author { name: String! }
      """,
    resolvers: [
      "Query.books": .field { _ in [["title": "Emma", "by": 1], ["title": "Dracula", "by": 2]] as JSONValue },
      "Query.author": .field { request in
        try await request.context.loader(for: authors).load(request.arguments["id"]?.int ?? 0)
      },
      "Book.author": .batch(by: "by") { request in
        try await request.context.loader(for: authors).load(request.keys.map { $0.int ?? 0 })
      },
    ])
}
