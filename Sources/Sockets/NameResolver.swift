import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Turns host names into addresses with the system's resolver, on threads of its own, and remembers them briefly.
package final class NameResolver: Sendable {
  private struct Answer {
    var result: Result<[SocketAddress], SocketError>
    var until: MonotonicTime
  }

  private struct State {
    var known: [String: Answer] = [:]
    var waiting: [String: [Int: CheckedContinuation<Result<[SocketAddress], SocketError>, Never>]] = [:]
    var tickets = 0
  }

  private let state = Mutex(State())
  private let memory: Duration

  /// Addresses are remembered so long; a failure is remembered for a second at most, so that a storm asks once.
  package init(memory: Duration = .seconds(10)) { self.memory = memory }

  /// The addresses of a host, in the system's order of preference. A numeric host is answered at once. Throws `.nameNotFound`, `.timedOut`.
  package func resolve(_ host: String, port: Int, loop: EventLoop, deadline: MonotonicTime) async throws(SocketError) -> [SocketAddress] {
    if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
    let now = MonotonicTime.now
    if let answer = state.withLock({ $0.known[host] }), now < answer.until { return try withPort(answer.result, port) }
    guard now < deadline else { throw .timedOut }
    let remaining = Duration.nanoseconds(Int64(clamping: deadline.nanoseconds - now.nanoseconds))
    let ticket = state.withLock { state in
      state.tickets += 1
      return state.tickets
    }
    let timer = loop.schedule(after: remaining) { self.giveUp(host, ticket) }
    defer { timer.cancel() }
    let result = await withCheckedContinuation { continuation in
      let isFirst = state.withLock { state in
        let isFirst = state.waiting[host] == nil
        state.waiting[host, default: [:]][ticket] = continuation
        return isFirst
      }
      if isFirst { startLookup(host) }
    }
    return try withPort(result, port)
  }

  private func giveUp(_ host: String, _ ticket: Int) {
    // The entry stays, even empty, while its lookup runs: `finish` removes it.
    let waiter = state.withLock { $0.waiting[host]?.removeValue(forKey: ticket) }
    waiter?.resume(returning: .failure(.timedOut))
  }

  private func withPort(_ result: Result<[SocketAddress], SocketError>, _ port: Int) throws(SocketError) -> [SocketAddress] {
    try result.get().map { address in
      var address = address
      address.port = port
      return address
    }
  }

  private func finish(_ host: String, _ result: Result<[SocketAddress], SocketError>) {
    let span: Duration = if case .success = result { memory } else { min(memory, .seconds(1)) }
    let waiting = state.withLock { state in
      // Hosts come from configuration, but a bound costs nothing.
      if state.known.count > 1024 { state.known.removeAll() }
      state.known[host] = Answer(result: result, until: MonotonicTime.now.advanced(by: span))
      return state.waiting.removeValue(forKey: host) ?? [:]
    }
    for continuation in waiting.values { continuation.resume(returning: result) }
  }

  /// One detached thread a name that is being asked for: getaddrinfo blocks for seconds when a name server is away.
  private func startLookup(_ host: String) {
    let work = Lookup { [self] in finish(host, Self.lookup(host)) }
    if !work.start() { finish(host, .failure(.nameNotFound)) }
  }

  private static func lookup(_ host: String) -> Result<[SocketAddress], SocketError> {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    #if os(Linux)
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #else
    hints.ai_socktype = SOCK_STREAM
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else { return .failure(.nameNotFound) }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var item = list
    while let info = item?.pointee {
      if let raw = info.ai_addr { addresses.append(SocketAddress(copying: raw, length: info.ai_addrlen)) }
      item = info.ai_next
    }
    return addresses.isEmpty ? .failure(.nameNotFound) : .success(addresses)
  }
}

/// A body on a detached thread.
private final class Lookup: Sendable {
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func start() -> Bool {
    let retained = Unmanaged.passRetained(self)
    #if canImport(Darwin)
    var thread: pthread_t?
    #else
    var thread = pthread_t()
    #endif
    guard pthread_create(&thread, nil, lookupMain, retained.toOpaque()) == 0 else {
      retained.release()
      return false
    }
    #if canImport(Darwin)
    if let thread { pthread_detach(thread) }
    #else
    pthread_detach(thread)
    #endif
    return true
  }

  func run() { body() }
}

#if canImport(Darwin)
private func lookupMain(_ raw: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<Lookup>.fromOpaque(raw).takeRetainedValue().run()
  return nil
}
#else
private func lookupMain(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let raw { Unmanaged<Lookup>.fromOpaque(raw).takeRetainedValue().run() }
  return nil
}
#endif
