import JSON

/// How many upstream calls an operation can need at most, known before it runs. Retries are not counted.
///
/// Calls of one loader with the same arguments in the same wave are one batch, which takes ceil(keys / keys a call) calls.
/// A list holds at most what an argument of its field says (`SlicingArguments`), or of the field that holds the object which the list is a field
/// of, by the operation's value or the default; otherwise `assumedListSize` items are assumed, and `assumedLists` names the list.
/// Services are taken at their word: they send no more items than they are asked for.
public struct UpstreamBound: Sendable, Equatable, CustomStringConvertible {
  /// The share of one batch.
  public struct Term: Sendable, Equatable {
    /// The wave, from 1.
    public let wave: Int
    /// The loader's name.
    public let loader: String
    /// The type whose objects it adds to, or `Type.field` where it loads a field's value.
    public let coordinate: String
    /// Where its values go, as in `PlannedCall`.
    public internal(set) var places: [String]
    /// The keys that there can be at most.
    public internal(set) var keys: Int
    /// The keys that one call can take.
    public let keysPerCall: Int
    /// Whether it is needed only where an upstream gives a mere key instead of an object, and nothing in the schema says that it does.
    public let isForReferencesOnly: Bool

    /// The calls of this batch.
    public var calls: Int { keys / keysPerCall + (keys % keysPerCall == 0 ? 0 : 1) }
  }

  /// All batches, in the order of their waves.
  public internal(set) var terms: [Term] = []
  /// The lists whose length nothing bounds, by their response keys with dots between.
  public internal(set) var assumedLists: [String] = []
  /// How many items such a list was taken to hold.
  public let assumedListSize: Int

  /// The most calls that the operation can need.
  public var calls: Int { terms.reduce(0) { $0.addingClamped($1.calls) } }
  /// The most rounds of calls that wait for each other.
  public var waves: Int { terms.map(\.wave).max() ?? 0 }

  /// The formula: each batch with its calls, and their sum.
  public var description: String {
    guard !terms.isEmpty else { return "no upstream calls" }
    let lines = terms.map { term in
      let formula = term.keysPerCall == 1 ? "" : "ceil(\(term.keys) / \(term.keysPerCall)) = "
      return "wave \(term.wave): \(formula)\(term.calls) x \(term.loader)"
    }
    let assumption = assumedLists.isEmpty ? "" : ", if \(assumedLists.joined(separator: ", ")) hold at most \(assumedListSize) items each"
    return (lines + ["at most \(calls) calls in \(waves) waves\(assumption)"]).joined(separator: "\n")
  }
}

extension Int {
  /// The sum, or the greatest number when it is too great.
  func addingClamped(_ other: Int) -> Int {
    let (sum, isTooGreat) = addingReportingOverflow(other)
    return isTooGreat ? .max : sum
  }

  /// The product, or the greatest number when it is too great.
  func multipliedClamped(by other: Int) -> Int {
    let (product, isTooGreat) = multipliedReportingOverflow(by: other)
    return isTooGreat ? .max : product
  }
}
