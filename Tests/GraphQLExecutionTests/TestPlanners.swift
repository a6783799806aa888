import GraphQLExecution
import GraphQLLanguage
import JSON

/// All root fields from one loader, all others from their objects.
struct RootPlanner: SourcePlanner {
  let loader: any Loader

  func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    guard request.origin == .operation else { return try DefaultFieldPlanner().sources(for: request) }
    return ObjectSources(fields: request.fields.map { _ in .load(loader, inputs: [], origin: .source(0)) })
  }
}

/// Two origins: a shop (0) that knows orders and refers to users by id, and a directory (1) that knows users.
struct ShopPlanner: SourcePlanner {
  static let sdl = """
    type Query { orders(limit: Int): [Order!]! me: User }
    type Mutation { add(n: Int): Order addAll: [Order!]! fail: Order! }
    type Order { id: ID! user: User buyer: User note: String }
    type User { id: ID! name: String! nick: String orders(first: Int): [Order!] friend: User }
    """
  let orders: any Loader
  let users: any Loader
  let ordersOfUser: any Loader

  func sources(for request: ObjectRequest) throws(GraphQLError) -> ObjectSources {
    let shop = Origin.source(0)
    let directory = Origin.source(1)
    func id(_ layer: Int) -> InputSource { InputSource(layer: layer, path: JSONPath(member: "id"), isKey: true) }
    switch request.type.name {
    case "Query", "Mutation":
      return ObjectSources(
        fields: request.fields.map { .load($0 == "me" ? users : orders, inputs: [], origin: $0 == "me" ? directory : shop) })
    case "User":
      let isHome = request.origin == directory
      let needsEntity = request.fields.contains { !["id", "orders"].contains($0) }
      let fields = request.fields.map { name -> FieldSource in
        switch name {
        case "id": .value(layer: 0, path: JSONPath(member: "id"), isKey: true, origin: request.origin)
        case "orders": .load(ordersOfUser, inputs: [id(0)], origin: shop)
        default: .value(layer: isHome ? 0 : 1, path: JSONPath(member: name), isKey: false, origin: directory)
        }
      }
      guard needsEntity else { return ObjectSources(fields: fields) }
      return ObjectSources(
        fetches: [EntityFetch(loader: users, inputs: [id(0)], isForReferencesOnly: isHome)], fields: fields,
        referenceLayer: isHome ? 1 : nil)
    default: return try DefaultFieldPlanner().sources(for: request)
    }
  }
}
