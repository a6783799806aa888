import GraphQLExecution
import JSON
import Upstreams

/// Loads the values of one `@rest`: with one call per key, or in batches.
package final class RESTLoader: Loader {
  let directive: RESTDirective
  let call: RESTCall
  let url: URLTemplate
  let body: BodyTemplate?
  let inputNames: [String]
  /// Whether the values of a key are a list.
  let isList: Bool
  /// Whether a missing value is an error, so that the upstream's own message is used for it.
  let isNonNull: Bool
  /// The indices of the inputs in the URL whose values are lists.
  let listInputs: [Int]
  /// The claims that a call sends.
  let claims: RequiredClaims
  /// Whether the value is true when there is nothing to read in a response.
  let isDone: Bool
  /// How many calls one load may make at the same time.
  static let maxConcurrentCalls = 64

  init(
    _ directive: RESTDirective, call: RESTCall, url: URLTemplate, body: BodyTemplate?, inputNames: [String], isList: Bool, isNonNull: Bool,
    listInputs: [Int], isDone: Bool
  ) {
    self.directive = directive
    self.call = call
    self.url = url
    self.body = body
    self.inputNames = inputNames
    self.isList = isList
    self.isNonNull = isNonNull
    self.listInputs = listInputs
    claims = RequiredClaims(url: url, body: body, call: call)
    self.isDone = isDone
  }

  package var description: LoaderDescription { directive.loader }

  package var keysPerCall: Int? { directive.batch?.max ?? 1 }

  package func load(_ request: LoadRequest) async -> [LoadOutcome] {
    if let failure = claims.failure(for: request.context.claims) { return request.keys.map { _ in .failure(failure) } }
    let scope = TemplateScope(arguments: request.arguments, inputNames: inputNames, claims: request.context.claims)
    // A body may be absent for some keys, and then has no media type.
    let headers =
      body != nil || call.hasKeyedHeaders
      ? nil : Result { () throws(LoadFailure) in try call.headers(mediaType: nil, .none, request.context, scope) }
    let deadline = call.channel.deadline(within: request.context.remainingTime)
    let context = CallContext(scope: scope, execution: request.context, headers: headers, deadline: deadline)
    if let batch = directive.batch { return await RESTBatch(loader: self, batch: batch, context: context).load(request.keys) }
    return await request.keys.concurrentMap(limit: Self.maxConcurrentCalls) { await self.loadOne($0, context) }
  }

  private func loadOne(_ key: LoadKey, _ context: CallContext) async -> LoadOutcome {
    // An empty list names nothing, but a service may take a parameter without a value for all it has.
    if listInputs.contains(where: { key.value(at: $0).map(Self.isEmptyList) ?? false }) { return isList ? .list([]) : .missing }
    do throws(LoadFailure) {
      let target: String
      let sent: (bytes: [UInt8], mediaType: String)?
      do throws(RenderingError) {
        target = try url.render(context.scope, key: key)
        if let body, let bytes = try body.render(context.scope, key: key) { sent = try body.encoded(bytes) } else { sent = nil }
      } catch {
        throw inputFailure(error)
      }
      switch try await call.send(target: target, body: sent, key: key, context) {
      case .body(let root):
        guard let value = value(in: root), !value.isNull else { return .missing }
        return .value(value)
      case .empty:
        guard isDone, let done = Self.done else { return .missing }
        return .value(done)
      case .notFound(let failure):
        // A mutation that did not find its object has changed nothing, whereas null is the answer of one that succeeded without content.
        if call.isOfRootField, context.execution.isMutation { return .failure(failure) }
        if call.errors.notFoundIsError == true { return .notFound(failure) }
        return isNonNull ? .failure(failure) : .missing
      }
    } catch {
      return .failure(error)
    }
  }

  /// The value of a Boolean field whose response has nothing to read.
  private static let done = (try? JSONDocument(parsing: "true"))?.root

  private static func isEmptyList(_ value: JSONValue) -> Bool {
    if case .array(let elements) = value { elements.allSatisfy { $0 == .null } } else { false }
  }

  /// The value at `at`.
  func value(in root: JSONView) -> JSONView? {
    directive.at.map { root.value(at: $0) } ?? root
  }

  /// The error of a field whose call cannot be made.
  func inputFailure(_ error: RenderingError) -> LoadFailure {
    LoadFailure(error.message, code: "INVALID_INPUT", extensions: ["service": call.service.name])
  }
}
