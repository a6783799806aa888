import GraphQL
import ProcessKit

/// The rate limits of the gateway. docs/reference/limits.md tells what counts for which.
struct RateLimitRules: Sendable, Equatable {
  /// Of a verified user. Nil if it is not limited.
  var user: RateLimit?
  /// Of an address, for requests without a verified user. Nil if it is not limited.
  var address: RateLimit?
  /// Of root fields, by address and field, for each time that the field is executed.
  var fields = FieldRates()
  /// The static cost that counts as one token.
  var costPerToken = 100

  /// The tokens that an operation takes from the bucket of its user or address.
  func weight(ofCost cost: Int) -> Int { max(1, cost / costPerToken) }
}

/// The rates of root fields.
struct FieldRates: Sendable, Equatable {
  /// A root field: `Mutation.login`.
  struct Coordinate: Hashable, Sendable, CustomStringConvertible {
    let operation: OperationType
    let field: String

    var description: String { operation.rawValue.prefix(1).uppercased() + operation.rawValue.dropFirst() + "." + field }
  }

  private(set) var rates: [Coordinate: RateLimit] = [:]
  /// The names of the fields, by the type of the operation.
  private(set) var names: [OperationType: Set<String>] = [:]

  /// The default: attempts to sign in, to open an account, and to have a mail sent. Fields that the schema does not have do not matter.
  static let preset =
    "Mutation.login=20/min, Mutation.register=20/h, Mutation.requestPasswordReset=5/min, Mutation.resetPassword=20/min"

  /// What `init(_:)` reads, for messages.
  static let form = "root fields with rates, such as Mutation.login=20/min, Mutation.register=20/h; or none"

  init() {}

  /// Reads `Query.field=rate` and `Mutation.field=rate` with commas, or `none`. Nil for anything else.
  init?(_ text: String) {
    if text == "none" { return }
    for item in text.split(separator: ",") {
      let parts = item.split(separator: "=", omittingEmptySubsequences: false).map { $0.trimmingBlanks }
      guard parts.count == 2, let rate = RateLimit(parts[1]) else { return nil }
      let names = parts[0].split(separator: ".", omittingEmptySubsequences: false)
      guard names.count == 2, !names[1].isEmpty, let operation = Self.operations[String(names[0])] else { return nil }
      let coordinate = Coordinate(operation: operation, field: String(names[1]))
      guard rates.updateValue(rate, forKey: coordinate) == nil else { return nil }
      self.names[operation, default: []].insert(coordinate.field)
    }
  }

  private static let operations: [String: OperationType] = ["Query": .query, "Mutation": .mutation]

  var isEmpty: Bool { rates.isEmpty }

  /// The fields that the schema does not have, in alphabetical order.
  func missing(in schema: Schema) -> [String] {
    rates.keys.filter { schema.rootType(for: $0.operation)?.field($0.field) == nil }.map(\.description).sorted()
  }
}
