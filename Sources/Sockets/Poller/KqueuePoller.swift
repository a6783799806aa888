#if os(macOS)
import Darwin

/// kqueue(2), woken through a user event.
final class KqueuePoller: Poller {
  private let queue: OwnedDescriptor
  private let events: UnsafeMutableBufferPointer<kevent>

  init() throws(SocketError) {
    let number = kqueue()
    guard number >= 0 else { throw SocketError(errno: errno, call: "kqueue") }
    queue = OwnedDescriptor(number)
    events = .allocate(capacity: 512)
    try change(0, EVFILT_USER, EV_ADD | EV_CLEAR, 0)
  }

  deinit { events.deallocate() }

  func add(_ descriptor: Int32, _ interest: PollInterest, _ mode: PollMode, token: UInt64) throws(SocketError) {
    try arm(descriptor, interest, mode, token: token)
  }

  func arm(_ descriptor: Int32, _ interest: PollInterest, _ mode: PollMode, token: UInt64) throws(SocketError) {
    let how = mode == .edge ? EV_CLEAR : EV_ONESHOT
    if interest.contains(.read) { try change(UInt(descriptor), EVFILT_READ, EV_ADD | how, token) }
    if interest.contains(.write) { try change(UInt(descriptor), EVFILT_WRITE, EV_ADD | how, token) }
  }

  func remove(_ descriptor: Int32) {
    try? change(UInt(descriptor), EVFILT_READ, EV_DELETE, 0)
    try? change(UInt(descriptor), EVFILT_WRITE, EV_DELETE, 0)
  }

  func wake() {
    var event = kevent(ident: 0, filter: Int16(EVFILT_USER), flags: 0, fflags: UInt32(NOTE_TRIGGER), data: 0, udata: nil)
    _ = kevent(queue.number, &event, 1, nil, 0, nil)
  }

  func wait(milliseconds: Int32, _ report: (_ token: UInt64, _ ready: PollInterest) -> Void) -> Bool {
    var limit = timespec(tv_sec: Int(milliseconds) / 1000, tv_nsec: Int(milliseconds) % 1000 * 1_000_000)
    let count = withUnsafePointer(to: &limit) {
      kevent(queue.number, nil, 0, events.baseAddress, Int32(events.count), milliseconds < 0 ? nil : $0)
    }
    guard count > 0 else { return false }
    var woken = false
    for index in 0..<Int(count) {
      let event = events[index]
      if Int32(event.filter) == EVFILT_USER {
        woken = true
        continue
      }
      var ready: PollInterest = Int32(event.filter) == EVFILT_READ ? .read : .write
      if event.flags & UInt16(EV_EOF) != 0 { ready.insert(.hangup) }
      report(UInt64(UInt(bitPattern: event.udata)), ready)
    }
    return woken
  }

  private func change(_ identity: UInt, _ filter: Int32, _ flags: Int32, _ token: UInt64) throws(SocketError) {
    let data = UnsafeMutableRawPointer(bitPattern: UInt(token))
    var event = kevent(ident: identity, filter: Int16(filter), flags: UInt16(flags), fflags: 0, data: 0, udata: data)
    guard kevent(queue.number, &event, 1, nil, 0, nil) == 0 else { throw .system(call: "kevent", errno: errno) }
  }
}

typealias PlatformPoller = KqueuePoller
#endif
