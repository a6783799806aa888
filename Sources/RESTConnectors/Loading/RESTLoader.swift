import GraphQLExecution
import JSON
import Upstreams

/// Loads by calls of one `@rest`: one call a key, or a batch.
package final class RESTLoader: Loader {
  package let name: String
  let call: RESTCall
  let url: URLTemplate
  let body: BodyTemplate?
  let at: JSONPath?
  let batch: BatchPlan?
  let inputNames: [String]
  /// Whether a missing value is an error anyhow, so that the upstream's own words for it are better than none.
  let isNonNull: Bool
  /// How many calls one load may have under way, however many keys it has.
  static let maxConcurrentCalls = 64

  /// `batch:` of `@rest`.
  struct BatchPlan: Sendable {
    enum Encoding: Sendable { case csv, `repeat`, json }

    /// Where the parts of the key lie in each item.
    let by: [JSONPath]
    let encoding: Encoding
    let max: Int
    /// Whether the items of a key are a list, or at most one item.
    let isGrouped: Bool
  }

  init(
    name: String, call: RESTCall, url: URLTemplate, body: BodyTemplate?, at: JSONPath?, batch: BatchPlan?, inputNames: [String],
    isNonNull: Bool
  ) {
    self.name = name
    self.call = call
    self.url = url
    self.body = body
    self.at = at
    self.batch = batch
    self.inputNames = inputNames
    self.isNonNull = isNonNull
  }

  package var keysPerCall: Int? { batch?.max ?? 1 }

  package func load(_ request: LoadRequest) async -> [LoadOutcome] {
    let scope = TemplateScope(arguments: request.arguments, claims: request.context.claims, inputNames: inputNames)
    let context = CallContext(scope: scope, execution: request.context, deadline: call.channel.deadline)
    if let batch { return await BatchLoad(loader: self, batch: batch, context: context).run(request.keys) }
    // Without `batch`, each key is a call of its own.
    return await request.keys.concurrentMap(limit: Self.maxConcurrentCalls) { await self.loadOne($0, context) }
  }

  private func loadOne(_ key: LoadKey, _ context: CallContext) async -> LoadOutcome {
    do throws(LoadFailure) {
      let target: String
      do { target = try url.render(context.scope, key: key) } catch { throw inputFailure(error) }
      switch try await call.send(target: target, body: body?.render(context.scope, key: key), context) {
      case .body(let root):
        guard let value = value(in: root), !value.isNull else { return .missing }
        return .value(value)
      case .empty: return .missing
      case .notFound(let failure): return isNonNull || call.errors.notFound == .error ? .failure(failure) : .missing
      }
    } catch {
      return .failure(error)
    }
  }

  /// What lies at `at`.
  func value(in root: JSONView) -> JSONView? {
    at.map { root.value(at: $0) } ?? root
  }

  /// The error of a field whose call cannot be made.
  func inputFailure(_ error: RenderingError) -> LoadFailure {
    LoadFailure(error.message, code: "INVALID_INPUT", extensions: ["service": call.service.name])
  }
}
