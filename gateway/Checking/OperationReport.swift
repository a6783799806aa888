import GraphQL
import GraphQLExecution
import GraphQLLanguage
import JSON

/// One operation's plan with what each of its calls can cost at worst.
struct OperationReport: Sendable {
  struct Call: Sendable {
    let wave: Int
    let use: RESTUse?
    /// The plan's name of the loader.
    let loader: String
    let places: [String]
    /// Whether it is needed only where a key comes in place of an object, and nothing in the schema says that one does.
    let isForReferencesOnly: Bool
    /// How many keys it can have at most; nil for a root field.
    let keys: Int?
    /// How many upstream calls it can be at most.
    let calls: Int
  }

  let operation: OperationType
  let name: String?
  let calls: [Call]
  /// Lists that were assumed to hold `assumedListSize` items.
  let assumedLists: [String]
  let assumedListSize: Int

  /// The waves, when services give objects where the schema says so.
  var waves: Int { calls.filter { !$0.isForReferencesOnly }.map(\.wave).max() ?? 0 }
  /// The most upstream calls that the operation can need when services give objects where the schema says so; retries not counted.
  var maximumCalls: Int { calls.filter { !$0.isForReferencesOnly }.reduce(0) { $0.plus($1.calls) } }
  /// The most that it can need even when services give mere keys in place of objects: what limits hold against.
  var absoluteMaximum: Int { calls.reduce(0) { $0.plus($1.calls) } }

  /// Plans an operation of a document.
  ///
  /// - Throws: what parsing, validation, planning or the variables refuse.
  init(
    _ source: String, operationName: String?, variables: JSONObject?, graph: ComposedGraph, uses: [RESTUse], assumedListSize: Int
  ) throws(OperationRefused) {
    let plan: OperationPlan
    do throws(RequestFailure) {
      plan = try graph.engine.plan(GraphQLRequest(query: source, operationName: operationName, variables: variables ?? [:]))
    } catch { throw OperationRefused(errors: error.errors) }
    if let variables {
      do throws(VariableErrors) { _ = try plan.coerceVariables(variables) } catch { throw OperationRefused(errors: error.errors) }
    }
    operation = plan.operation
    name = plan.name
    self.assumedListSize = assumedListSize
    guard let document = try? Parser.parse(source), let definition = try? OperationPlan.select(document, operationName) else {
      (calls, assumedLists) = ([], [])
      return
    }
    let outline = OperationOutline(
      definition, in: document, schema: graph.schema, variables: variables ?? [:], assumedListSize: assumedListSize)
    let planned = plan.calls.map { Call($0, outline, uses, graph.references) }
    calls = planned
    // An assumption counts where something is loaded for the items of the list.
    assumedLists = outline.assumed.filter { list in
      planned.contains { call in
        !call.isForReferencesOnly && call.places.contains { $0 == "@" + list || $0.drop { $0 == "@" }.hasPrefix(list + ".") }
      }
    }
  }
}

extension OperationReport.Call {
  fileprivate init(_ call: PlannedCall, _ outline: OperationOutline, _ uses: [RESTUse], _ references: Set<String>) {
    var holdsKeys = false
    var keys = 0
    var types: Set<String> = []
    var fields: Set<String> = []
    for text in call.places {
      if text.hasPrefix("@") {
        guard let place = outline.places[String(text.dropFirst())] else { continue }
        keys = keys.plus(place.values)
        types.insert(place.field.type.namedType.value)
        if references.contains("\(place.parentType).\(place.field.name.value)") { holdsKeys = true }
      } else if let place = outline.places[text] {
        keys = keys.plus(place.parents)
        fields.insert(place.field.name.value)
      }
    }
    let named = uses.filter { $0.loader == call.loader }
    let use =
      named.first { use in use.field.map { fields.contains($0.name.value) } ?? types.contains(use.type) } ?? named.first
    self.use = use
    wave = call.wave
    loader = call.loader
    places = call.places
    isForReferencesOnly = call.isForReferencesOnly && !holdsKeys
    if use?.isRoot ?? (keys <= 1) {
      self.keys = nil
      calls = 1
    } else {
      self.keys = keys
      calls = use?.batch.map { (keys / max($0.max, 1)).plus(keys % max($0.max, 1) == 0 ? 0 : 1) } ?? keys
    }
  }
}

/// Why an operation cannot be run on a graph.
struct OperationRefused: Error {
  /// At least one error, with its places in the document.
  let errors: [GraphQLError]
}
