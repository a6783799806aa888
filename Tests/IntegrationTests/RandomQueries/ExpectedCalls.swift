/// The upstream calls that a query must cause: for each loader with its arguments, in each wave one call for the keys that are new, cut
/// into chunks, the keys in order.
struct ExpectedCalls {
  /// What fetches by one template: its name is told apart by the arguments.
  struct Batch: Hashable {
    /// `URL` with `{}` where the keys stand; without it there is one call, and no keys.
    let template: String
    /// The arguments as the query gives them: null and nothing are one URL, but two batches.
    let arguments: [String]
    let keysPerCall: Int
  }

  private var wanted: [Batch: [Int: Set<String>]] = [:]

  /// Records that a wave, counted from 1, needs a key; the key of a root field is empty.
  mutating func need(_ key: String, of batch: Batch, wave: Int) {
    wanted[batch, default: [:]][wave, default: []].insert(key)
  }

  /// Each URL with how often it may be called at most: more than once only where null and nothing differ.
  var urls: [String: Int] {
    var urls: [String: Int] = [:]
    for (batch, waves) in wanted {
      var known: Set<String> = []
      for wave in waves.keys.sorted() {
        let new = (waves[wave] ?? []).subtracting(known).sorted()
        known.formUnion(new)
        for start in stride(from: 0, to: new.count, by: batch.keysPerCall) {
          let chunk = new[start..<min(start + batch.keysPerCall, new.count)]
          let parts = batch.template.split(separator: "{}", maxSplits: 1, omittingEmptySubsequences: false)
          let url = parts.count == 2 ? parts[0] + chunk.joined(separator: ",") + parts[1] : parts[0]
          urls[String(url), default: 0] += 1
        }
      }
    }
    return urls
  }
}
