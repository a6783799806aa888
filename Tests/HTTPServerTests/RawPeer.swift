import Concurrency
import HTTPCore
import Sockets
import Testing

/// A client that sends exactly the given bytes.
final class RawPeer: Sendable {
  let loop: EventLoop
  private let channel: LoopBound<SocketChannel>

  private init(_ channel: LoopBound<SocketChannel>) {
    loop = channel.loop
    self.channel = channel
  }

  static func connect(port: Int, loop: EventLoop) async throws -> RawPeer {
    let address = try #require(SocketAddress(numeric: "127.0.0.1", port: port))
    return try await withTaskExecutorPreference(loop) {
      let channel = try await SocketChannel.connect(to: address, loop: loop, deadline: .now.advanced(by: .seconds(5)))
      return RawPeer(LoopBound(channel, to: loop))
    }
  }

  func send(_ text: String) async {
    await withTaskExecutorPreference(loop) {
      let bytes = Array(text.utf8)
      var sent = 0
      while sent < bytes.count {
        switch bytes[sent...].withUnsafeBytes({ channel.value.send($0, more: false) }) {
        case .moved(let count): sent += count
        case .needsWritable: if await channel.value.waitWritable(until: .now.advanced(by: .seconds(5))) != .ready { return }
        default: return
        }
      }
    }
  }

  /// What arrives until the server closes, or until the text has arrived `times` times. "<silence>" marks the end of the time.
  func receive(until text: String? = nil, times: Int = 1, within time: Duration = .seconds(10)) async -> String {
    await withTaskExecutorPreference(loop) {
      let deadline = MonotonicTime.now.advanced(by: time)
      var received: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 64 * 1024)
      while true {
        if let text, String(decoding: received, as: UTF8.self).occurrences(of: text) >= times { break }
        switch chunk.withUnsafeMutableBytes({ channel.value.receive(into: $0) }) {
        case .moved(let count): received.append(contentsOf: chunk[..<count])
        case .needsReadable:
          if await channel.value.waitReadable(until: deadline) != .ready {
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

  func endSending() async { await withTaskExecutorPreference(loop) { channel.value.endSending() } }

  func close() async { await withTaskExecutorPreference(loop) { channel.value.close(.closed) } }
}

extension String {
  /// The number of occurrences of a text.
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
