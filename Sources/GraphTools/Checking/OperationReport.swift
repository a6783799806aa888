import GraphQL
import GraphQLExecution
import GraphQLLanguage
import JSON

/// A caller whose operation is explained.
package struct PlannedCaller: Sendable {
  /// Nil for an anonymous caller.
  let claims: CallerClaims?
  /// The policies that are granted to the caller.
  let policies: Set<String>

  package init(claims: CallerClaims?, policies: Set<String>) {
    self.claims = claims
    self.policies = policies
  }
}

/// The plan of one operation with the worst-case cost of each call. The numbers are those of the plan's `UpstreamBound`.
struct OperationReport: Sendable {
  struct Call: Sendable {
    let term: UpstreamBound.Term
    let use: RESTUse?
  }

  let operation: OperationType
  let name: String?
  /// The calls when services return no entity references except where the schema announces them, followed by the calls that other entity
  /// references would cause.
  let calls: [Call]
  /// The bound when services return no entity references except where the schema announces them.
  private let expected: UpstreamBound
  /// The bound when services can return entity references instead of objects. Limits are compared with this one.
  private let absolute: UpstreamBound

  /// The fields that the caller may not see.
  let refused: [RefusedField]
  /// The calls that the operation needs for other callers and not for this one, with the response paths that it does not load.
  let avoidedCalls: [Call]

  /// The cost by `@cost` and `@listSize`. Without variables, a list whose length is a variable counts as one item.
  let staticCost: Int

  /// The waves of `maximumCalls`.
  var waves: Int { expected.waves }
  /// The maximum number of upstream calls without retries, when services return no entity references except where the schema announces
  /// them.
  var maximumCalls: Int { expected.calls }
  /// The maximum number of upstream calls when services can return entity references instead of objects.
  var absoluteMaximum: Int { absolute.calls }
  /// The lists for which a size of `assumedListSize` is assumed.
  var assumedLists: [String] { expected.assumedLists }
  var assumedListSize: Int { expected.assumedListSize }

  /// Plans an operation of a document.
  ///
  /// - Parameters:
  ///   - variables: the values of variables. Without them, an argument that is a variable does not limit a list.
  ///   - caller: who sends the operation; nil for a caller who may see every field.
  /// - Throws: the errors of parsing, validation, planning, or coercion of the variables.
  init(
    _ source: String, operationName: String?, variables: JSONObject?, graph: ComposedGraph, uses: [RESTUse], assumedListSize: Int,
    caller: PlannedCaller? = nil
  ) throws(RequestFailure) {
    let prepared = try graph.engine.prepare(source, operationName: operationName)
    let values = try variables.map { given throws(RequestFailure) in try graph.engine.coerceVariables(given, for: prepared) }
    let plan = prepared.plan
    operation = plan.operation
    staticCost = prepared.cost(values ?? VariableValues())
    name = plan.name
    let access = caller.map { AccessDecisions(plan, claims: $0.claims, policies: $0.policies) } ?? .open
    let expected = plan.upstreamBound(variables: values, assumedListSize: assumedListSize, access: access)
    self.expected = expected
    absolute = plan.upstreamBound(variables: values, assumedListSize: assumedListSize, countsEntityReferences: true, access: access)
    refused = plan.refusedFields(access)
    let all = refused.isEmpty ? [] : plan.upstreamBound(variables: values, assumedListSize: assumedListSize).terms
    avoidedCalls = all.compactMap { term in
      var avoided = term
      let kept = expected.terms.filter { $0.loader == term.loader && $0.coordinate == term.coordinate }.flatMap(\.paths)
      avoided.paths.removeAll { kept.contains($0) }
      return avoided.paths.isEmpty ? nil : Call(avoided, uses)
    }
    calls = (expected.terms + absolute.terms.filter(\.isForReferencesOnly)).map { Call($0, uses) }
  }

  /// The number of calls of the operation; nil when it does not use the loader.
  func calls(of use: RESTUse) -> (count: Int, assumesKeys: Bool)? {
    guard let call = calls.first(where: { $0.use?.directive.loader == use.directive.loader && $0.use?.coordinate == use.coordinate }) else {
      return nil
    }
    return call.term.isForReferencesOnly ? (absoluteMaximum, true) : (maximumCalls, false)
  }
}

extension OperationReport.Call {
  fileprivate init(_ term: UpstreamBound.Term, _ uses: [RESTUse]) {
    self.term = term
    let named = uses.filter { $0.directive.loader == term.loader }
    use = named.first { $0.coordinate == term.coordinate } ?? named.first
  }

  /// Whether it loads an object by its key, rather than the value of a field.
  var isEntity: Bool { use.map { $0.field == nil } ?? term.paths.contains { $0.hasPrefix("@") } }

  /// The response paths of its values. In JSON the member is `places`.
  var responsePaths: [String] { term.paths.map { String($0.drop { $0 == "@" }) } }

  /// The maximum number of keys; nil for a root field, which has none.
  var keys: Int? { use?.isRoot == true ? nil : term.keys }
}
