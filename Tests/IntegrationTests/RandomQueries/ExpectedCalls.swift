/// The upstream calls of a query: for each loader with its arguments, one call per wave for the new keys, split into chunks, with the keys
/// in order.
struct ExpectedCalls {
  /// A loader: a template with its arguments.
  struct Batch: Hashable {
    /// The URL with `{}` in place of the keys; without it there is one call and no keys.
    let template: String
    /// The arguments of the query. Null and an absent argument have the same URL but different batches.
    let arguments: [String]
    let keysPerCall: Int
  }

  private var wanted: [Batch: [Int: Set<String>]] = [:]

  /// Records that a wave, counted from 1, needs a key; the key of a root field is empty.
  mutating func need(_ key: String, of batch: Batch, wave: Int) {
    wanted[batch, default: [:]][wave, default: []].insert(key)
  }

  /// The maximum number of calls per URL: more than one only if null and an absent argument differ.
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
