#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The only owner of a file descriptor, which it closes at its end.
package struct OwnedDescriptor: ~Copyable, Sendable {
  /// The descriptor, for system calls while the owner exists.
  package let number: Int32

  /// Takes over a descriptor that nothing else closes.
  package init(_ number: Int32) { self.number = number }

  deinit { _ = close(number) }
}
