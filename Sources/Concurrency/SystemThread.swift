#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A thread of the operating system, for work that blocks and for event loops. SIGPIPE is blocked in it: a write to a closed peer returns
/// EPIPE and does not end the process.
package struct SystemThread: Sendable {
  /// The system did not start the thread.
  package struct StartError: Error {
    package let errno: Int32
  }

  // A pthread_t is a number on Linux and a pointer on macOS.
  private let handle: UInt

  /// Starts a thread that runs `body` once. Call `join` or `detach` exactly once.
  package init(_ body: @escaping @Sendable () -> Void) throws(StartError) {
    let context = Unmanaged.passRetained(ThreadBody(run: body))
    #if canImport(Darwin)
    var thread: pthread_t?
    let code = pthread_create(&thread, nil, { runThread($0) }, context.toOpaque())
    #else
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { $0.flatMap(runThread) }, context.toOpaque())
    #endif
    guard code == 0 else {
      context.release()
      throw StartError(errno: code)
    }
    #if canImport(Darwin)
    handle = UInt(bitPattern: thread)
    #else
    handle = UInt(thread)
    #endif
  }

  /// Starts a thread that runs `body` once and that is not joined. Returns whether the system started it.
  @discardableResult
  package static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = try? SystemThread(body) else { return false }
    thread.detach()
    return true
  }

  /// The calling thread as a number, never 0.
  @inlinable package static var currentID: UInt {
    #if canImport(Darwin)
    UInt(bitPattern: pthread_self())
    #else
    UInt(pthread_self())
    #endif
  }

  /// Waits until the thread has ended. A thread that joins itself is detached instead.
  package func join() {
    guard handle != Self.currentID else { return detach() }
    withHandle { _ = pthread_join($0, nil) }
  }

  /// Frees the thread's resources when it ends, without a `join`.
  package func detach() { withHandle { _ = pthread_detach($0) } }

  private func withHandle(_ body: (pthread_t) -> Void) {
    #if canImport(Darwin)
    if let thread = pthread_t(bitPattern: handle) { body(thread) }
    #else
    body(pthread_t(handle))
    #endif
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThread(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGPIPE)
  pthread_sigmask(SIG_BLOCK, &signals, nil)
  Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
