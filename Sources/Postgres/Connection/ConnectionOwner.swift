import CPostgres

/// Owns one `PGconn`. Used on its event loop only.
final class ConnectionOwner {
  private(set) var pointer: OpaquePointer?

  /// Begins to connect. Nil when libpq cannot allocate memory.
  init?(_ parameters: [PostgresConfiguration.Parameter]) {
    var keywords: [UnsafePointer<CChar>?] = []
    var values: [UnsafePointer<CChar>?] = []
    var copies: [UnsafeMutablePointer<CChar>?] = []
    defer { for copy in copies { copy?.deallocate() } }
    func cString(_ text: String) -> UnsafePointer<CChar>? {
      let bytes = Array(text.utf8CString)
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      copy.initialize(from: bytes, count: bytes.count)
      copies.append(copy)
      return UnsafePointer(copy)
    }
    for parameter in parameters {
      keywords.append(cString(parameter.keyword))
      values.append(cString(parameter.value))
    }
    keywords.append(nil)
    values.append(nil)
    guard let pointer = PQconnectStartParams(keywords, values, 0) else { return nil }
    self.pointer = pointer
    // Without a receiver libpq writes the server's notices to standard error.
    PQsetNoticeReceiver(pointer, { _, _ in }, nil)
  }

  deinit { finish() }

  /// Closes the connection. Idempotent.
  func finish() {
    if let pointer { PQfinish(pointer) }
    pointer = nil
  }

  /// The message of the last error, such as a refused password.
  var errorMessage: String { pointer.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? "" }
}
