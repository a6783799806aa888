/// Natural sort order: runs of digits compare as numbers, everything else by code unit.
package enum NaturalOrder {
  package static func isBefore(_ left: String, _ right: String) -> Bool {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if left[i].isDigit, right[j].isDigit {
        let leftDigits = digits(in: left, from: &i)
        let rightDigits = digits(in: right, from: &j)
        if leftDigits.count != rightDigits.count { return leftDigits.count < rightDigits.count }
        if leftDigits != rightDigits { return leftDigits.lexicographicallyPrecedes(rightDigits) }
      } else {
        if left[i] != right[j] { return left[i] < right[j] }
        i += 1
        j += 1
      }
    }
    return left.count - i < right.count - j
  }

  /// The run of digits that starts at an index, without leading zeros.
  private static func digits(in bytes: [UInt8], from index: inout Int) -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, bytes[index].isDigit { index += 1 }
    return bytes[start..<index].drop { $0 == UInt8(ascii: "0") }
  }
}
