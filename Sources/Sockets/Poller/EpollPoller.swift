#if os(Linux)
import CEpoll
import Glibc

/// epoll(7), woken through an eventfd.
final class EpollPoller: Poller {
  private let epoll: OwnedDescriptor
  private let event: OwnedDescriptor
  private let events: UnsafeMutableBufferPointer<epoll_event>

  /// No registration has this token.
  private static var wakeToken: UInt64 { .max }

  init() throws(SocketError) {
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard number >= 0 else { throw SocketError(errno: errno, call: "epoll_create1") }
    epoll = OwnedDescriptor(number)
    let wakeNumber = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard wakeNumber >= 0 else { throw SocketError(errno: errno, call: "eventfd") }
    event = OwnedDescriptor(wakeNumber)
    events = .allocate(capacity: 512)
    try control(EPOLL_CTL_ADD, wakeNumber, EPOLLIN.rawValue | EPOLLET.rawValue, Self.wakeToken)
  }

  deinit { events.deallocate() }

  func add(_ descriptor: Int32, _ interest: PollInterest, _ mode: PollMode, token: UInt64) throws(SocketError) {
    do {
      try control(EPOLL_CTL_ADD, descriptor, flags(interest, mode), token)
    } catch .system(_, EEXIST) {
      try control(EPOLL_CTL_MOD, descriptor, flags(interest, mode), token)
    }
  }

  func arm(_ descriptor: Int32, _ interest: PollInterest, _ mode: PollMode, token: UInt64) throws(SocketError) {
    do {
      try control(EPOLL_CTL_MOD, descriptor, flags(interest, mode), token)
    } catch .system(_, ENOENT) {
      try control(EPOLL_CTL_ADD, descriptor, flags(interest, mode), token)
    }
  }

  func remove(_ descriptor: Int32) {
    var unused = epoll_event()
    _ = epoll_ctl(epoll.number, EPOLL_CTL_DEL, descriptor, &unused)
  }

  func wake() {
    var one: UInt64 = 1
    _ = write(event.number, &one, MemoryLayout<UInt64>.size)
  }

  func wait(milliseconds: Int32, _ report: (_ token: UInt64, _ ready: PollInterest) -> Void) -> Bool {
    let count = epoll_wait(epoll.number, events.baseAddress, Int32(events.count), milliseconds)
    guard count > 0 else { return false }
    var woken = false
    for index in 0..<Int(count) {
      let token = events[index].data.u64
      if token == Self.wakeToken {
        // Edge-triggered: each write to the eventfd is a new edge, so its counter is not read.
        woken = true
        continue
      }
      let bits = events[index].events
      var ready: PollInterest = []
      if bits & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { ready.insert(.read) }
      if bits & (EPOLLOUT.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { ready.insert(.write) }
      if bits & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { ready.insert(.hangup) }
      report(token, ready)
    }
    return woken
  }

  private func control(_ operation: Int32, _ descriptor: Int32, _ flags: UInt32, _ token: UInt64) throws(SocketError) {
    var event = epoll_event(events: flags, data: epoll_data_t(u64: token))
    guard epoll_ctl(epoll.number, operation, descriptor, &event) == 0 else { throw .system(call: "epoll_ctl", errno: errno) }
  }

  private func flags(_ interest: PollInterest, _ mode: PollMode) -> UInt32 {
    var flags = mode == .edge ? EPOLLET.rawValue : EPOLLONESHOT.rawValue
    if interest.contains(.read) { flags |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
    if interest.contains(.write) { flags |= EPOLLOUT.rawValue }
    return flags
  }
}

typealias PlatformPoller = EpollPoller
#endif
