import Concurrency
import GraphQLExecution
import JSON

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The requests that came last, by the bytes of their bodies: clients send the same bytes again and again. A request that is found here is
/// neither parsed nor prepared again, and its variables are not coerced again.
struct KnownRequests: Sendable {
  /// The bytes of a body, hashed and compared as a whole.
  private struct Body: Hashable {
    let bytes: [UInt8]

    static func == (left: Body, right: Body) -> Bool {
      let count = left.bytes.count
      guard count == right.bytes.count else { return false }
      return left.bytes.withUnsafeBytes { left in
        right.bytes.withUnsafeBytes { right in
          guard let left = left.baseAddress, let right = right.baseAddress else { return true }
          return memcmp(left, right, count) == 0
        }
      }
    }

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
  }

  /// Longer bodies are not kept.
  static let longestBody = 16 * 1024

  /// The hashes of bodies that were not kept, by their last bits. A body is kept when it comes a second time, so that those that come once cost
  /// no more than their look-up.
  private var hashes = [Int](repeating: 0, count: 1024)
  private var requests = LRUCache<Body, GraphQLRequest>(capacity: 512, maximumCost: 16 << 20)

  mutating func request(_ bytes: [UInt8]) -> GraphQLRequest? { requests.value(for: Body(bytes: bytes)) }

  /// Keeps a request that is prepared.
  mutating func insert(_ request: GraphQLRequest, _ bytes: [UInt8]) {
    // A mutation seldom comes twice, and its variables can be secrets.
    guard bytes.count <= Self.longestBody, let prepared = request.prepared, prepared.operation.type == .query else { return }
    let hash = Body(bytes: bytes).hashValue
    guard hashes[hash & 1023] == hash else { return hashes[hash & 1023] = hash }
    // The cache of operations says where the numbers come from. The values of variables take up to 10 bytes for each byte of the body.
    requests.insert(request, for: Body(bytes: bytes), cost: bytes.count * 12 + prepared.operation.plan.selectionCount * 2000)
  }
}

/// What an engine has made of a request.
final class PreparedRequest: Sendable {
  /// Differs between engines.
  final class Origin: Sendable {}

  let origin: Origin
  let operation: PreparedOperation
  let variables: VariableValues
  /// The JSON text of the variables before coercion. Empty without variables.
  let variablesText: [UInt8]

  init(_ origin: Origin, _ operation: PreparedOperation, _ variables: VariableValues, text: [UInt8]) {
    variablesText = text
    self.origin = origin
    self.operation = operation
    self.variables = variables
  }
}

extension GraphQLRequest {
  /// The JSON text of the variables. Empty without variables.
  public var variablesText: [UInt8] {
    prepared?.variablesText ?? (variables.count == 0 ? [] : JSONValue.object(variables).bytes)
  }
}

extension GraphQLEngine {
  /// Reads a request body, or finds the request that an earlier body of the same bytes was.
  ///
  /// - Parameter limits: what the variables and the extensions may hold. The same for each request of the engine.
  public func request(json bytes: [UInt8], limits: OperationLimits = OperationLimits()) throws(GraphQLRequestError) -> GraphQLRequest {
    if let known = knownRequests.withLock({ $0.request(bytes) }) { return known }
    var request = try GraphQLRequest(json: bytes, limits: limits)
    request.source = bytes
    return request
  }

  /// Prepares the operation of a request whose document is its query, or finds it in the cache.
  public func prepare(_ request: GraphQLRequest) throws(RequestFailure) -> PreparedOperation {
    if let prepared = request.prepared, prepared.origin === origin {
      configuration.cacheObserver?.hit()
      return prepared.operation
    }
    return try prepare(request.query, operationName: request.operationName)
  }

  /// Prepares the operation of a request, on worker threads if that can take more than some milliseconds.
  public func prepareApart(_ request: GraphQLRequest) async throws(RequestFailure) -> PreparedOperation {
    if request.prepared == nil, Self.isLong(request.query), !isCached(request.query, operationName: request.operationName) {
      return try await withTaskExecutorPreference(WorkerThreads.shared) { () async throws(RequestFailure) in try prepare(request) }
    }
    return try prepare(request)
  }

  /// Whether a document is long, or has fragments, of which a few lines can make a long operation.
  private static func isLong(_ query: String) -> Bool {
    var query = query
    return query.utf8.count > 2048
      || query.withUTF8 { bytes in
        var dots = 0
        for byte in bytes {
          dots = byte == UInt8(ascii: ".") ? dots + 1 : 0
          if dots == 3 { return true }
        }
        return false
      }
  }

  /// CoerceVariableValues() for the operation of a request, section 6.1.2.
  public func coerceVariables(of request: GraphQLRequest, for operation: PreparedOperation) throws(RequestFailure) -> VariableValues {
    if let prepared = request.prepared, prepared.origin === origin, prepared.operation == operation { return prepared.variables }
    let variables = try coerceVariables(request.variables, for: operation)
    if let source = request.source {
      var request = request
      request.prepared = PreparedRequest(origin, operation, variables, text: request.variablesText)
      knownRequests.withLock { [request] in $0.insert(request, source) }
    }
    return variables
  }
}
