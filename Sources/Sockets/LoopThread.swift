#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// @unchecked: immutable after init; a pthread handle may be used from any thread.
/// A joinable thread that runs one event loop.
final class LoopThread: @unchecked Sendable {
  private let handle: pthread_t

  /// Where a thread keeps its loop.
  static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// The calling thread as a number, never 0.
  static var currentID: UInt {
    #if canImport(Darwin)
    UInt(bitPattern: pthread_self())
    #else
    UInt(pthread_self())
    #endif
  }

  /// Starts a thread that runs the loop until it is stopped.
  init(running loop: EventLoop) throws(SocketError) {
    let retained = Unmanaged.passRetained(loop)
    #if canImport(Darwin)
    var thread: pthread_t?
    #else
    var thread = pthread_t()
    #endif
    let code = pthread_create(&thread, nil, loopThreadMain, retained.toOpaque())
    guard code == 0 else {
      retained.release()
      throw .system(call: "pthread_create", errno: code)
    }
    #if canImport(Darwin)
    guard let thread else { throw .system(call: "pthread_create", errno: code) }
    #endif
    handle = thread
  }

  /// Gives up waiting for the thread. Instead of `join`.
  func letGo() { pthread_detach(handle) }

  /// Waits until the thread has ended; a thread cannot wait for itself, and is let go instead. Once only.
  func join() {
    if pthread_equal(handle, pthread_self()) != 0 {
      pthread_detach(handle)
    } else {
      pthread_join(handle, nil)
    }
  }
}

#if canImport(Darwin)
private func loopThreadMain(_ raw: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? { runLoop(raw) }
#else
private func loopThreadMain(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? { raw.flatMap(runLoop) }
#endif

private func runLoop(_ raw: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<EventLoop>.fromOpaque(raw).takeRetainedValue().run()
  return nil
}
