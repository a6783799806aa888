import HTTPCore
import Sockets

/// Writes a streamed body's pieces as chunks (RFC 9112 §7.1), or as they are for HTTP/1.0, where the end of the connection ends the body.
struct ResponseBodyWriter<Stream: ByteStream>: HTTPBodyWriter {
  let connection: ServerConnection<Stream>
  let isChunked: Bool

  func write(_ bytes: [UInt8]) async throws {
    // An empty chunk would end the body.
    guard !bytes.isEmpty else { return }
    let loop = connection.shard.loop
    let isSent = loop.inLoop ? await send(bytes) : await withTaskExecutorPreference(loop) { await send(bytes) }
    if !isSent { throw SocketError.closed }
    try Task.checkCancellation()
  }

  private nonisolated(nonsending) func send(_ bytes: [UInt8]) async -> Bool {
    guard isChunked else { return await connection.send(bytes, more: false) }
    var chunk: [UInt8] = []
    chunk.reserveCapacity(bytes.count + 20)
    chunk.append(contentsOf: String(bytes.count, radix: 16).utf8)
    ResponseEncoder.append("\r\n", into: &chunk)
    chunk.append(contentsOf: bytes)
    ResponseEncoder.append("\r\n", into: &chunk)
    return await connection.send(chunk, more: false)
  }
}
