#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The one owner of a file descriptor: closes it when it goes.
package struct OwnedDescriptor: ~Copyable, Sendable {
  /// The number, for system calls while the owner lives.
  package let number: Int32

  /// Takes over a descriptor that nobody else closes.
  package init(_ number: Int32) { self.number = number }

  deinit { _ = close(number) }
}
