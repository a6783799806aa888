import CRabbitMQ

/// Memory for the strings and tables of one call. Used on its connection's thread only.
final class AMQPArena {
  private let pool = UnsafeMutablePointer<amqp_pool_t>.allocate(capacity: 1)

  init() { init_amqp_pool(pool, 4096) }

  deinit {
    empty_amqp_pool(pool)
    pool.deallocate()
  }

  /// Frees the memory of the last call.
  func recycle() { recycle_amqp_pool(pool) }

  /// The bytes of the text, without a terminating zero.
  func bytes(_ text: String) -> amqp_bytes_t {
    var copy = amqp_bytes_t()
    let utf8 = Array(text.utf8)
    guard !utf8.isEmpty else { return copy }
    amqp_pool_alloc_bytes(pool, utf8.count, &copy)
    copy.bytes?.copyMemory(from: utf8, byteCount: utf8.count)
    return copy
  }

  func table(_ values: [String: RabbitMQTopology.Queue.Argument]) -> amqp_table_t {
    guard !values.isEmpty, let memory = amqp_pool_alloc(pool, values.count * MemoryLayout<amqp_table_entry_t>.stride) else {
      return amqp_table_t(num_entries: 0, entries: nil)
    }
    let entries = memory.bindMemory(to: amqp_table_entry_t.self, capacity: values.count)
    for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
      var entry = amqp_table_entry_t()
      entry.key = bytes(key)
      switch value {
      case .text(let text):
        entry.value.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
        entry.value.value.bytes = bytes(text)
      case .number(let number):
        entry.value.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
        entry.value.value.i64 = number
      }
      (entries + index).initialize(to: entry)
    }
    return amqp_table_t(num_entries: Int32(truncatingIfNeeded: values.count), entries: entries)
  }
}

extension String {
  /// Copies a string of librabbitmq.
  init(_ bytes: amqp_bytes_t) {
    self = String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.bytes == nil ? 0 : bytes.len), as: UTF8.self)
  }
}
