import GraphQL
import GraphQLExecution
import GraphQLLanguage
import JSON

/// One operation's plan with what each of its calls can cost at worst. The numbers are the plan's own `UpstreamBound`.
struct OperationReport: Sendable {
  struct Call: Sendable {
    let term: UpstreamBound.Term
    let use: RESTUse?
  }

  let operation: OperationType
  let name: String?
  /// The calls when services give objects where the schema says so, then those that only keys in place of objects cause.
  let calls: [Call]
  /// The bound when services give objects where the schema says so.
  private let expected: UpstreamBound
  /// The bound when services can return entity references in place of objects. Limits are compared with this one.
  private let absolute: UpstreamBound

  /// The waves, when services give objects where the schema says so.
  var waves: Int { expected.waves }
  /// The most upstream calls that the operation can need when services give objects where the schema says so; retries not counted.
  var maximumCalls: Int { expected.calls }
  /// The maximum number of upstream calls when services can return entity references in place of objects.
  var absoluteMaximum: Int { absolute.calls }
  /// Lists that were assumed to hold `assumedListSize` items.
  var assumedLists: [String] { expected.assumedLists }
  var assumedListSize: Int { expected.assumedListSize }

  /// Plans an operation of a document.
  ///
  /// - Parameter variables: their values; without them, a limit that is a variable bounds nothing.
  /// - Throws: what parsing, validation, planning or the variables refuse.
  init(
    _ source: String, operationName: String?, variables: JSONObject?, graph: ComposedGraph, uses: [RESTUse], assumedListSize: Int
  ) throws(RequestFailure) {
    let prepared = try graph.engine.prepare(source, operationName: operationName)
    let values = try variables.map { given throws(RequestFailure) in try graph.engine.coerceVariables(given, for: prepared) }
    let plan = prepared.plan
    operation = plan.operation
    name = plan.name
    expected = plan.upstreamBound(variables: values, assumedListSize: assumedListSize)
    absolute = plan.upstreamBound(variables: values, assumedListSize: assumedListSize, countsEntityReferences: true)
    calls = (expected.terms + absolute.terms.filter(\.isForReferencesOnly)).map { Call($0, uses) }
  }

  /// How many calls bring this loader's values about; nil when the operation does not need it.
  func calls(of use: RESTUse) -> (count: Int, assumesKeys: Bool)? {
    guard let call = calls.first(where: { $0.use?.loader == use.loader && $0.use?.coordinate == use.coordinate }) else { return nil }
    return call.term.isForReferencesOnly ? (absoluteMaximum, true) : (maximumCalls, false)
  }
}

extension OperationReport.Call {
  fileprivate init(_ term: UpstreamBound.Term, _ uses: [RESTUse]) {
    self.term = term
    let named = uses.filter { $0.loader == term.loader }
    use = named.first { $0.coordinate == term.coordinate } ?? named.first
  }

  /// Whether it loads an object by its key, and not a field's value.
  var isEntity: Bool { use.map { $0.field == nil } ?? term.paths.contains { $0.hasPrefix("@") } }

  /// Where its values go, by response keys.
  var places: [String] { term.paths.map { String($0.drop { $0 == "@" }) } }

  /// How many keys it can have at most; nil for a root field, which has none.
  var keys: Int? { use?.isRoot == true ? nil : term.keys }
}
