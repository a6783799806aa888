import HTTPCore
import Sockets

/// Writes the pieces of a streamed body as chunks (RFC 9112 §7.1), or unframed for HTTP/1.0, where the end of the connection ends the body.
struct ResponseBodyWriter<Stream: ByteStream>: HTTPBodyWriter {
  let connection: LoopBound<ServerConnection<Stream>>
  let isChunked: Bool

  func write(_ bytes: [UInt8]) async throws {
    // An empty chunk would end the body.
    guard !bytes.isEmpty else { return }
    guard isChunked else { return try await connection.send(bytes) }
    var chunk: [UInt8] = []
    chunk.reserveCapacity(bytes.count + 20)
    chunk.append(contentsOf: String(bytes.count, radix: 16).utf8)
    ResponseEncoder.append("\r\n", into: &chunk)
    chunk.append(contentsOf: bytes)
    ResponseEncoder.append("\r\n", into: &chunk)
    try await connection.send(chunk)
  }
}

/// The connection as the protocol of an upgrade uses it.
struct UpgradedServerConnection<Stream: ByteStream>: UpgradedConnection {
  let connection: LoopBound<ServerConnection<Stream>>

  func read() async -> [UInt8]? {
    if connection.loop.inLoop { return await connection.value.readUpgraded() }
    return await withTaskExecutorPreference(connection.loop) { await connection.value.readUpgraded() }
  }

  func write(_ bytes: [UInt8]) async throws { try await connection.send(bytes) }
}

extension LoopBound {
  /// Sends bytes from any task. Throws when the client is gone or the task is cancelled.
  fileprivate func send<Stream>(_ bytes: [UInt8]) async throws where Value == ServerConnection<Stream> {
    let isSent =
      loop.inLoop
      ? await value.send(bytes, more: false)
      : await withTaskExecutorPreference(loop) { await value.send(bytes, more: false) }
    if !isSent { throw SocketError.closed }
    try Task.checkCancellation()
  }
}
