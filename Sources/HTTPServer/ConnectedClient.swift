import HTTPCore
import Synchronization

/// The client of a connection, as the handlers of its requests see it.
final class ConnectedClient: ClientPresence {
  private struct Watches {
    var hasLeft = false
    var last = 0
    var bodies: [Int: @Sendable () -> Void] = [:]
  }

  private let isGone = Atomic<Bool>(false)
  private let watches = Mutex(Watches())

  var hasLeft: Bool { isGone.load(ordering: .relaxed) }

  /// The client has ended its side of the connection.
  func leave() {
    isGone.store(true, ordering: .relaxed)
    let bodies = watches.withLock { watches in
      watches.hasLeft = true
      defer { watches.bodies = [:] }
      return watches.bodies
    }
    for body in bodies.values { body() }
  }

  func onLeave(_ body: @escaping @Sendable () -> Void) -> Int? {
    let watch = watches.withLock { watches -> Int? in
      if watches.hasLeft { return nil }
      watches.last += 1
      watches.bodies[watches.last] = body
      return watches.last
    }
    if watch == nil { body() }
    return watch
  }

  func forget(_ watch: Int) { watches.withLock { _ = $0.bodies.removeValue(forKey: watch) } }
}
