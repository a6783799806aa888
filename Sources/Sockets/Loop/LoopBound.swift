// @unchecked: `value` is read on the loop's thread only, which it asserts; the loop is Sendable.
/// A value that is used on one event loop only, in a form that closures of other threads can carry there.
///
/// What a loop owns (connections, pools, parsers) is not Sendable, so that the compiler keeps it where it was made. `LoopBound` is the only way
/// to hand it to a closure that the loop runs later. Debug builds stop where `value` is read on another thread; release builds do not check.
package struct LoopBound<Value>: @unchecked Sendable {
  /// The loop that the value belongs to.
  package let loop: EventLoop
  @usableFromInline let bound: Value

  /// Binds a value to a loop. From any thread that owns the value.
  @inlinable package init(_ value: Value, to loop: EventLoop) {
    self.loop = loop
    bound = value
  }

  /// The value. On the loop.
  @inlinable package var value: Value {
    assert(loop.inLoop, "a value bound to an event loop is used on another thread")
    return bound
  }
}
