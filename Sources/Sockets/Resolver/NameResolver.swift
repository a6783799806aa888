import Concurrency
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Resolves host names with the system's resolver, on separate threads, and caches the addresses briefly.
package final class NameResolver: Sendable {
  private typealias Answer = Result<[SocketAddress], SocketError>

  private struct State {
    var cache: [String: (answer: Answer, expiry: MonotonicTime)] = [:]
    /// The tasks that wait for each lookup in progress. The entry stays until the lookup ends, even when no task waits any more.
    var lookups: [String: WaiterQueue<Answer>] = [:]
  }

  private let state = Mutex(State())
  private let cacheTime: Duration

  /// Addresses are cached for `cacheTime`. A failure is cached for one second at most, so that many requests cause one lookup.
  package init(cacheTime: Duration = .seconds(10)) { self.cacheTime = cacheTime }

  /// The addresses of a host, in the system's order of preference. A numeric host needs no lookup. Throws `.nameNotFound`, `.timedOut`.
  package func resolve(_ host: String, port: Int, loop: EventLoop, deadline: MonotonicTime) async throws(SocketError) -> [SocketAddress] {
    if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
    let now = MonotonicTime.now
    if let cached = state.withLock({ $0.cache[host] }), now < cached.expiry { return try withPort(cached.answer, port) }
    guard now < deadline else { throw .timedOut }
    let (waiter, isFirst) = state.withLock { state in
      let isFirst = state.lookups[host] == nil
      return (state.lookups[host, default: WaiterQueue()].append(), isFirst)
    }
    if isFirst { startLookup(host) }
    let timer = loop.schedule(after: now.duration(until: deadline)) { self.timeOut(waiter, host) }
    defer { timer.cancel() }
    return try withPort(await waiter.value(), port)
  }

  private func timeOut(_ waiter: Promise<Answer>, _ host: String) {
    if state.withLock({ $0.lookups[host]?.remove(waiter) ?? false }) { waiter.fulfil(.failure(.timedOut)) }
  }

  private func withPort(_ answer: Answer, _ port: Int) throws(SocketError) -> [SocketAddress] {
    try answer.get().map { address in
      var address = address
      address.port = port
      return address
    }
  }

  private func finish(_ host: String, _ answer: Answer) {
    let span: Duration = if case .success = answer { cacheTime } else { min(cacheTime, .seconds(1)) }
    let waiters = state.withLock { state in
      // Hosts come from configuration; the bound is a precaution.
      if state.cache.count > 1024 { state.cache.removeAll() }
      state.cache[host] = (answer, MonotonicTime.now.advanced(by: span))
      var lookup = state.lookups.removeValue(forKey: host)
      return lookup?.removeAll() ?? []
    }
    for waiter in waiters { waiter.fulfil(answer) }
  }

  /// The address to listen on: that of a numeric host, or else the host's first IPv4 address, or its first IPv6 address. Blocks, so it is for the
  /// start of a process.
  package static func listeningAddress(of host: String, port: Int) throws(SocketError) -> SocketAddress {
    guard UInt16(exactly: port) != nil else { throw .addressInvalid }
    if let numeric = SocketAddress(numeric: host, port: port) { return numeric }
    let addresses = try lookup(host).get()
    guard var address = addresses.first(where: { $0.family == AF_INET }) ?? addresses.first else { throw .nameNotFound }
    address.port = port
    return address
  }

  /// One thread per lookup: getaddrinfo blocks for seconds when a name server does not respond.
  private func startLookup(_ host: String) {
    let isStarted = SystemThread.detach { [self] in finish(host, Self.lookup(host)) }
    if !isStarted { finish(host, .failure(.nameNotFound)) }
  }

  private static func lookup(_ host: String) -> Answer {
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
