#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// @unchecked: pthread mutexes and conditions are made to be shared between threads, and `pending` is accessed with the mutex locked.
/// A counting semaphore between threads. `wait` blocks its thread, so it is only for threads started by `SystemThread`.
package final class WakeSignal: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var pending = 0

  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Lets one `wait` return, now or later.
  package func signal() {
    pthread_mutex_lock(mutex)
    pending += 1
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Blocks until there is a signal, and consumes it.
  package func wait() {
    pthread_mutex_lock(mutex)
    while pending == 0 { pthread_cond_wait(condition, mutex) }
    pending -= 1
    pthread_mutex_unlock(mutex)
  }
}
