import HTTPCore
import Sockets
import Testing

/// A client that sends exactly the bytes it is told to.
final class RawPeer: Sendable {
  let loop: EventLoop
  private let channel: SocketChannel

  private init(loop: EventLoop, channel: SocketChannel) {
    self.loop = loop
    self.channel = channel
  }

  static func connect(port: Int, loop: EventLoop) async throws -> RawPeer {
    let address = try #require(SocketAddress(numeric: "127.0.0.1", port: port))
    return try await withTaskExecutorPreference(loop) {
      RawPeer(loop: loop, channel: try await SocketChannel.connect(to: address, loop: loop, deadline: .now.advanced(by: .seconds(5))))
    }
  }

  func send(_ text: String) async {
    await withTaskExecutorPreference(loop) {
      let bytes = Array(text.utf8)
      var sent = 0
      while sent < bytes.count {
        switch bytes[sent...].withUnsafeBytes({ channel.send($0, more: false) }) {
        case .moved(let count): sent += count
        case .needsWritable: if await channel.waitWritable(until: .now.advanced(by: .seconds(5))) != .ready { return }
        default: return
        }
      }
    }
  }

  /// What comes until the peer closes, or until the text has come so often.
  func receive(until text: String? = nil, times: Int = 1, within time: Duration = .seconds(10)) async -> String {
    await withTaskExecutorPreference(loop) {
      let deadline = MonotonicTime.now.advanced(by: time)
      var received: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 64 * 1024)
      while true {
        if let text, String(decoding: received, as: UTF8.self).occurrences(of: text) >= times { break }
        switch chunk.withUnsafeMutableBytes({ channel.receive(into: $0) }) {
        case .moved(let count): received.append(contentsOf: chunk[..<count])
        case .needsReadable:
          if await channel.waitReadable(until: deadline) != .ready {
            received.append(contentsOf: "<silence>".utf8)
            return String(decoding: received, as: UTF8.self)
          }
        case .failed(let error):
          received.append(contentsOf: "<\(error)>".utf8)
          return String(decoding: received, as: UTF8.self)
        default: return String(decoding: received, as: UTF8.self)
        }
      }
      return String(decoding: received, as: UTF8.self)
    }
  }

  func endSending() async { await withTaskExecutorPreference(loop) { channel.endSending() } }

  func close() async { await withTaskExecutorPreference(loop) { channel.close(.closed) } }
}

extension String {
  /// How often a text occurs.
  func occurrences(of text: String) -> Int {
    var count = 0
    var rest = utf8[...]
    let wanted = Array(text.utf8)
    while rest.count >= wanted.count {
      if rest.starts(with: wanted) {
        count += 1
        rest = rest.dropFirst(wanted.count)
      } else {
        rest = rest.dropFirst()
      }
    }
    return count
  }
}
