import GraphQLExecution
import JSON

/// Calls a closure for each key. The key is the object that has the field.
final class FieldLoader: Loader {
  let description = LoaderDescription.local("resolver")
  private let resolve: @Sendable (FieldRequest) async throws -> any JSONRepresentable

  init(_ resolve: @escaping @Sendable (FieldRequest) async throws -> any JSONRepresentable) {
    self.resolve = resolve
  }

  func load(_ request: LoadRequest) async -> [LoadOutcome] {
    if request.keys.count == 1 { return [await outcome(request.keys[0], of: request)] }
    return await withTaskGroup(of: (Int, LoadOutcome).self) { group in
      for (index, key) in request.keys.enumerated() {
        group.addTask { (index, await self.outcome(key, of: request)) }
      }
      var outcomes = Array(repeating: LoadOutcome.missing, count: request.keys.count)
      for await (index, outcome) in group { outcomes[index] = outcome }
      return outcomes
    }
  }

  private func outcome(_ key: LoadKey, of request: LoadRequest) async -> LoadOutcome {
    let field = FieldRequest(parent: key.values.first ?? .null, arguments: request.arguments, context: request.context)
    do { return LoadOutcome(try await resolve(field).json) } catch { return .failure(LoadFailure(resolverError: error)) }
  }
}

/// Calls a closure once for all keys.
final class BatchLoader: Loader {
  let description = LoaderDescription.local("batch resolver")
  private let resolve: @Sendable (BatchRequest) async throws -> [any JSONRepresentable]

  init(_ resolve: @escaping @Sendable (BatchRequest) async throws -> [any JSONRepresentable]) {
    self.resolve = resolve
  }

  func load(_ request: LoadRequest) async -> [LoadOutcome] {
    let keys = request.keys.map { $0.values.first ?? .null }
    do {
      let values = try await resolve(BatchRequest(keys: keys, arguments: request.arguments, context: request.context))
      guard values.count == keys.count else {
        throw LoadFailure("A resolver returned \(values.count) values for \(keys.count) keys.", code: "INTERNAL_SERVER_ERROR")
      }
      return values.map { LoadOutcome($0.json) }
    } catch {
      let failure = LoadFailure(resolverError: error)
      return keys.map { _ in .failure(failure) }
    }
  }
}

extension LoadOutcome {
  init(_ value: JSONValue) {
    guard let document = try? JSONDocument(parsing: value.bytes) else {
      self = .failure(LoadFailure("A resolver's value is not JSON.", code: "INTERNAL_SERVER_ERROR"))
      return
    }
    self = .value(document.root)
  }
}

extension LoadFailure {
  /// A resolver's error. Only the message of a `LoadFailure` is meant for the client.
  init(resolverError error: any Error) {
    self = error as? LoadFailure ?? LoadFailure("The field could not be resolved.", code: "INTERNAL_SERVER_ERROR")
  }
}
