import SharedKernel
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A ledger in an append-only file. Like a real provider's ledger it is separate from the service's database, so a decision is kept even if
/// the requesting process ends. Lines: `charge KEY AMOUNT charged`, `charge KEY AMOUNT declined REASON`, `refund KEY AMOUNT PAYMENT`.
///
/// Several processes may share the file: each locks the file and reads new lines before it decides. An incomplete line, left by a process
/// that was killed while writing, is ignored.
final class FileLedger: ProviderLedger {
  private struct State {
    var charges: [EntityID: ChargeOutcome] = [:]
    var refunds: Set<EntityID> = []
    var end: off_t = 0
  }

  /// The operating system's message about a file that cannot be opened.
  struct OpenError: Error, CustomStringConvertible {
    let description: String
  }

  private let descriptor: Int32
  private let state = Mutex(State())

  /// Opens the file and creates it if necessary.
  init(path: String) throws(OpenError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw OpenError(description: String(cString: strerror(errno))) }
  }

  deinit { _ = close(descriptor) }

  var chargeCount: Int {
    let count = try? locked { state throws(PaymentProviderError) in state.charges.values.count { $0 == .charged } }
    return count ?? 0
  }

  func charge(_ charge: Charge, otherwise outcome: ChargeOutcome) throws(PaymentProviderError) -> ChargeOutcome {
    try locked { state throws(PaymentProviderError) in
      if let decided = state.charges[charge.idempotencyKey] { return decided }
      let word =
        switch outcome {
        case .charged: "charged"
        case .declined(let reason): "declined \(reason)"
        }
      try append("charge \(charge.idempotencyKey) \(charge.amount) \(word)\n", to: &state)
      state.charges[charge.idempotencyKey] = outcome
      return outcome
    }
  }

  func decision(_ key: EntityID) throws(PaymentProviderError) -> ChargeOutcome? {
    try locked { state throws(PaymentProviderError) in state.charges[key] }
  }

  func refund(_ refund: Refund) throws(PaymentProviderError) {
    try locked { state throws(PaymentProviderError) in
      guard !state.refunds.contains(refund.id) else { return }
      try append("refund \(refund.id) \(refund.amount) \(refund.paymentID)\n", to: &state)
      state.refunds.insert(refund.id)
    }
  }

  private func locked<Result: Sendable>(
    _ body: (inout State) throws(PaymentProviderError) -> Result
  ) throws(PaymentProviderError) -> Result {
    try state.withLock { state throws(PaymentProviderError) in
      guard flock(descriptor, LOCK_EX) == 0 else { throw .unavailable }
      defer { _ = flock(descriptor, LOCK_UN) }
      try readOn(&state)
      return try body(&state)
    }
  }

  /// Reads the complete lines after the last read.
  private func readOn(_ state: inout State) throws(PaymentProviderError) {
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = pread(descriptor, &chunk, chunk.count, state.end + off_t(text.count))
      if count < 0 { throw .unavailable }
      if count == 0 { break }
      text += chunk[..<count]
    }
    guard let last = text.lastIndex(of: UInt8(ascii: "\n")) else { return }
    for line in text[..<last].split(separator: UInt8(ascii: "\n")) { Self.read(line, into: &state) }
    state.end += off_t(last + 1)
  }

  private static func read(_ line: ArraySlice<UInt8>, into state: inout State) {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 4).map { String(decoding: $0, as: UTF8.self) }
    guard words.count >= 4, let key = EntityID(words[1]) else { return }
    switch (words[0], words[3]) {
    case ("charge", "charged"): state.charges[key] = .charged
    case ("charge", "declined"): state.charges[key] = .declined(reason: words.count > 4 ? words[4] : "unknown")
    case ("refund", _): state.refunds.insert(key)
    default: break
    }
  }

  /// Writes one line after the last complete one.
  private func append(_ line: String, to state: inout State) throws(PaymentProviderError) {
    let bytes = Array(line.utf8)
    guard ftruncate(descriptor, state.end) == 0, pwrite(descriptor, bytes, bytes.count, state.end) == bytes.count else {
      throw .unavailable
    }
    state.end += off_t(bytes.count)
  }
}
