extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC with six decimals, such as `2026-11-21T04:11:05.123456Z`.
  public var description: String { String(unsafeUninitializedCapacity: 40, initializingUTF8With: write) }

  /// Writes the bytes of `description` to the start of a buffer that has room for 40, and returns their count.
  public func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let seconds = secondsSince1970
    let fraction = Int(microseconds &- seconds &* 1_000_000)
    let day = seconds >= 0 ? seconds / 86_400 : -((-(seconds + 1)) / 86_400) - 1
    let secondOfDay = Int(seconds - day * 86_400)
    let date = CivilDate(daysSince1970: Int(day))
    var writer = DigitWriter(buffer: buffer)
    writer.number(date.year, digits: 4)
    writer.byte("-")
    writer.number(date.month, digits: 2)
    writer.byte("-")
    writer.number(date.day, digits: 2)
    writer.byte("T")
    writer.number(secondOfDay / 3600, digits: 2)
    writer.byte(":")
    writer.number(secondOfDay / 60 % 60, digits: 2)
    writer.byte(":")
    writer.number(secondOfDay % 60, digits: 2)
    writer.byte(".")
    writer.number(fraction, digits: 6)
    writer.byte("Z")
    return writer.count
  }

  /// Reads an RFC 3339 §5.6 `date-time` with `Z` or a numeric offset; decimals after the sixth are dropped. Nil for any other text.
  ///
  /// A space in place of the `T` and an offset of whole hours (`+00`) are accepted, since Postgres writes both. A leap second is not.
  public init?(rfc3339 text: String) {
    var text = text
    guard let microseconds = text.withUTF8(Self.microseconds) else { return nil }
    self.init(microseconds: microseconds)
  }

  /// Reads the same from bytes.
  public init?(rfc3339 utf8: UnsafeBufferPointer<UInt8>) {
    guard let microseconds = Self.microseconds(rfc3339: utf8) else { return nil }
    self.init(microseconds: microseconds)
  }

  private static func microseconds(rfc3339 bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = DigitReader(bytes: bytes)
    guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2), reader.skip("-"),
      let day = reader.number(digits: 2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
      let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2), reader.skip(":"),
      let second = reader.number(digits: 2), let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.isValid, hour < 24, minute < 60, second < 60 else { return nil }
    let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Int64(seconds) * 1_000_000 + Int64(fraction)
  }
}

/// Writes fixed-width decimal numbers into a buffer that is large enough.
private struct DigitWriter {
  let buffer: UnsafeMutableBufferPointer<UInt8>
  var count = 0

  init(buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

  mutating func byte(_ scalar: Unicode.Scalar) {
    buffer[count] = UInt8(truncatingIfNeeded: scalar.value)
    count += 1
  }

  mutating func number(_ value: Int, digits: Int) {
    if value < 0 { byte("-") }
    var rest = value.magnitude
    var width = digits
    while width < 7, rest >= powersOfTen[width] { width += 1 }
    for position in stride(from: count + width - 1, through: count, by: -1) {
      buffer[position] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    count += width
  }
}

private let powersOfTen: [UInt] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]

/// Reads fixed-width decimal numbers.
private struct DigitReader {
  let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard !isAtEnd, bytes[position] == UInt8(truncatingIfNeeded: scalar.value) else { return false }
    position += 1
    return true
  }

  mutating func digit() -> Int? {
    guard !isAtEnd, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] else { return nil }
    position += 1
    return Int(bytes[position - 1] - UInt8(ascii: "0"))
  }

  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Microseconds; zero without a fraction, nil when it has no digits.
  mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    var value = 0
    var digits = 0
    while let digit = digit() {
      if digits < 6 { value = value * 10 + digit }
      digits += 1
    }
    guard digits > 0 else { return nil }
    for _ in min(digits, 6)..<6 { value *= 10 }
    return value
  }

  /// Seconds east of UTC.
  mutating func offset() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let isEast = skip("+")
    guard isEast || skip("-"), let hours = number(digits: 2), hours < 24 else { return nil }
    var minutes = 0
    if skip(":") {
      guard let read = number(digits: 2), read < 60 else { return nil }
      minutes = read
    }
    return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
  }
}
