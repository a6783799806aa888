/// One argument of a command, as bytes.
public struct RedisArgument: Sendable, Equatable, ExpressibleByStringLiteral {
  let bytes: [UInt8]

  /// The bytes unchanged.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// A text's UTF-8.
  public init(_ text: String) { bytes = Array(text.utf8) }
  /// A number in decimal.
  public init(_ number: some BinaryInteger) { bytes = Array(String(number).utf8) }
  /// A literal's UTF-8.
  public init(stringLiteral value: String) { bytes = Array(value.utf8) }

  /// A command as an array of bulk strings (RESP2).
  static func encode(_ command: [RedisArgument]) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(command.reduce(16) { $0 + $1.bytes.count + 16 })
    appendLine(UInt8(ascii: "*"), command.count, to: &encoded)
    for argument in command {
      appendLine(UInt8(ascii: "$"), argument.bytes.count, to: &encoded)
      encoded.append(contentsOf: argument.bytes)
      appendEnd(to: &encoded)
    }
    return encoded
  }

  private static func appendLine(_ mark: UInt8, _ count: Int, to encoded: inout [UInt8]) {
    encoded.append(mark)
    appendDecimal(count, to: &encoded)
    appendEnd(to: &encoded)
  }

  private static func appendDecimal(_ number: Int, to encoded: inout [UInt8]) {
    if number >= 10 { appendDecimal(number / 10, to: &encoded) }
    encoded.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  private static func appendEnd(to encoded: inout [UInt8]) {
    encoded.append(0x0D)
    encoded.append(0x0A)
  }
}
