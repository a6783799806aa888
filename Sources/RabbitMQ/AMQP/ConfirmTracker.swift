/// Tracks the published messages that the broker has not confirmed (publisher confirms of RabbitMQ). Pure: takes tags, returns finished batches.
struct ConfirmTracker {
  typealias BatchID = UInt64

  /// The messages of a batch that did not arrive.
  struct Outcome: Equatable {
    var unroutable: [String] = []
    var refused: [String] = []
  }

  private struct Entry {
    let batch: BatchID
    let messageID: String
    var isReturned = false
  }

  private struct Batch {
    var remaining: Int
    var outcome = Outcome()
  }

  private var entries: [UInt64: Entry] = [:]
  private var batches: [BatchID: Batch] = [:]
  private var nextTag: UInt64 = 1
  private var oldestTag: UInt64 = 1

  mutating func begin(_ batch: BatchID, count: Int) { batches[batch] = Batch(remaining: count) }

  /// Records the next message of the channel. Its tag is the number of messages published before it, plus one.
  mutating func published(_ messageID: String, in batch: BatchID) {
    entries[nextTag] = Entry(batch: batch, messageID: messageID)
    nextTag += 1
  }

  /// basic.return: no queue received the message. The broker still acknowledges it afterwards.
  mutating func returned(_ messageID: String) {
    let tag = entries.filter { $0.value.messageID == messageID && !$0.value.isReturned }.keys.min()
    if let tag { entries[tag]?.isReturned = true }
  }

  /// basic.ack or basic.nack. Returns the batches that are completely confirmed now.
  mutating func confirmed(tag: UInt64, multiple: Bool, accepted: Bool) -> [(BatchID, Outcome)] {
    // Tag 0 with `multiple` means all (AMQP 0-9-1, basic.ack).
    let last = tag == 0 ? nextTag - 1 : min(tag, nextTag - 1)
    let first = multiple || tag == 0 ? oldestTag : tag
    guard first <= last else { return [] }
    var finished: [(BatchID, Outcome)] = []
    for tag in first...last {
      guard let entry = entries.removeValue(forKey: tag), var batch = batches[entry.batch] else { continue }
      if entry.isReturned {
        batch.outcome.unroutable.append(entry.messageID)
      } else if !accepted {
        batch.outcome.refused.append(entry.messageID)
      }
      batch.remaining -= 1
      if batch.remaining == 0 {
        batches[entry.batch] = nil
        finished.append((entry.batch, batch.outcome))
      } else {
        batches[entry.batch] = batch
      }
    }
    while oldestTag < nextTag, entries[oldestTag] == nil { oldestTag += 1 }
    return finished
  }
}
