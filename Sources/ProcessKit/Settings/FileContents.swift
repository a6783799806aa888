#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads small files that settings name, such as keys.
public enum FileContents {
  /// Why a file cannot be read, as the rest of a sentence that starts with the setting. It does not contain the path.
  public struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
  }

  /// The bytes of a file. Throws when it has more than `limit`.
  public static func read(_ path: String, limit: Int = 1 << 20) throws(Unreadable) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { _ = close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
      let added = bytes.withUnsafeMutableBytes { Self.read(descriptor, $0, from: count) }
      if added < 0 {
        if errno == EINTR { continue }
        throw failure()
      }
      if added == 0 { return Array(bytes.prefix(count)) }
      count += added
    }
    throw Unreadable(description: "names a file of more than \(limit) bytes")
  }

  private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, from start: Int) -> Int {
    #if canImport(Glibc)
    Glibc.read(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
    #else
    Darwin.read(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
    #endif
  }

  private static func failure() -> Unreadable {
    Unreadable(description: "names a file that cannot be read: \(String(cString: strerror(errno)))")
  }
}

extension SettingsReader {
  /// The contents of the file that the setting names; nil when it is not set.
  public func contents(of setting: Setting<String?>) throws(ConfigurationError) -> [UInt8]? {
    guard let path = try value(of: setting) else { return nil }
    do throws(FileContents.Unreadable) { return try FileContents.read(path) } catch {
      throw ConfigurationError(variable: setting.declaration.variable, problem: error.description)
    }
  }
}
