/// "Did you mean …?": names that are similar to one that does not exist.
package enum Suggestion {
  /// The options that are similar to a name, the most similar first.
  package static func list(for name: String, among options: [String]) -> [String] {
    let distance = LexicalDistance(to: name)
    let threshold = Int(Double(name.unicodeScalars.count) * 0.4) + 1
    var near: [(option: String, distance: Int)] = []
    var seen: Set<String> = []
    for option in options where seen.insert(option).inserted {
      if let distance = distance.measure(option, threshold: threshold) { near.append((option, distance)) }
    }
    near.sort { $0.distance != $1.distance ? $0.distance < $1.distance : NaturalOrder.isBefore($0.option, $1.option) }
    return near.map(\.option)
  }

  /// The question to append to a message, with a leading space; empty without suggestions. It names at most five.
  package static func question(_ suggestions: [String], about subject: String = "") -> String {
    let quoted = suggestions.prefix(5).map { "\"\($0)\"" }
    guard let last = quoted.last else { return "" }
    let start = " Did you mean \(subject.isEmpty ? "" : subject + " ")"
    switch quoted.count {
    case 1: return start + "\(last)?"
    case 2: return start + "\(quoted[0]) or \(last)?"
    default: return start + quoted.dropLast().joined(separator: ", ") + ", or \(last)?"
    }
  }
}

/// The Damerau-Levenshtein distance of strings; a difference in case alone counts as one edit.
struct LexicalDistance {
  private let name: String
  private let lowered: [Unicode.Scalar]

  init(to name: String) {
    self.name = name
    lowered = Self.lowered(name)
  }

  /// Nil when the distance exceeds the threshold.
  func measure(_ option: String, threshold: Int) -> Int? {
    if option == name { return 0 }
    var long = Self.lowered(option)
    var short = lowered
    if long == short { return 1 }
    if long.count < short.count { swap(&long, &short) }
    guard long.count - short.count <= threshold else { return nil }

    // The last three rows of the table, in a ring of three.
    let width = short.count + 1
    var cells = [Int](repeating: 0, count: 3 * width)
    for column in 0..<width { cells[column] = column }
    for row in 1...long.count {
      let (current, above, second) = (row % 3 * width, (row + 2) % 3 * width, (row + 1) % 3 * width)
      var smallest = row
      cells[current] = row
      for column in 0..<short.count {
        let substitution = cells[above + column] + (long[row - 1] == short[column] ? 0 : 1)
        var cell = min(cells[above + column + 1] + 1, cells[current + column] + 1, substitution)
        if row > 1, column > 0, long[row - 1] == short[column - 1], long[row - 2] == short[column] {
          cell = min(cell, cells[second + column - 1] + 1)
        }
        smallest = min(smallest, cell)
        cells[current + column + 1] = cell
      }
      if smallest > threshold { return nil }
    }
    let distance = cells[long.count % 3 * width + short.count]
    return distance <= threshold ? distance : nil
  }

  /// The scalars in lower case; ASCII, which most names are, needs no Unicode tables.
  private static func lowered(_ text: String) -> [Unicode.Scalar] {
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return Array(text.lowercased().unicodeScalars) }
    return text.utf8.map { Unicode.Scalar(0x41...0x5A ~= $0 ? $0 | 0x20 : $0) }
  }
}
