import Concurrency
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A context whose files can be replaced while it is in use.
public protocol TLSReloadable: AnyObject, Sendable {
  /// Reads the files again. On an error the previous certificates stay in use.
  func reload() throws(TLSFileError)

  /// Reads the files again if one of them has changed since they were last read, or if that was twelve hours ago, so that a server's keys of session
  /// tickets are replaced. Returns whether it did. On an error the previous certificates stay in use, and the same files are not read again.
  func reloadIfChanged() throws(TLSFileError) -> Bool

  /// How long each own certificate is valid from now on; negative when it has expired.
  var validities: [(file: String, validity: Duration)] { get }
}

/// What was made of files, and what the files were then.
final class ReloadedFiles<Value: Sendable>: Sendable {
  private struct State {
    var value: Value
    var identity: [FileIdentity]
    var time: MonotonicTime
  }

  private static var longestUse: Duration { .seconds(12 * 3600) }

  private let paths: [String]
  private let read: @Sendable () throws(TLSFileError) -> Value
  private let state: Mutex<State>

  init(_ paths: [String], _ read: @escaping @Sendable () throws(TLSFileError) -> Value) throws(TLSFileError) {
    self.paths = paths
    self.read = read
    // The identities come first: a file that is replaced meanwhile is read once more.
    let identity = paths.map { FileIdentity($0) }
    state = Mutex(State(value: try read(), identity: identity, time: .now))
  }

  var value: Value { state.withLock { $0.value } }

  func reload() throws(TLSFileError) {
    let identity = paths.map { FileIdentity($0) }
    state.withLock { ($0.identity, $0.time) = (identity, .now) }
    let next = try read()
    state.withLock { $0.value = next }
  }

  func reloadIfChanged() throws(TLSFileError) -> Bool {
    let identity = paths.map { FileIdentity($0) }
    let isDue = state.withLock { $0.identity != identity || $0.time.advanced(by: Self.longestUse) <= .now }
    if isDue { try reload() }
    return isDue
  }
}

/// What changes when a file is written or replaced.
private struct FileIdentity: Equatable {
  private let words: [Int]

  init(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      words = []
      return
    }
    #if os(Linux)
    let time = status.st_mtim
    #else
    let time = status.st_mtimespec
    #endif
    words = [Int(status.st_dev), Int(status.st_ino), Int(status.st_size), time.tv_sec, time.tv_nsec]
  }
}
