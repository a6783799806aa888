/// One word of a command: bytes without any interpretation.
public struct RedisArgument: Sendable, Equatable, ExpressibleByStringLiteral {
  let bytes: [UInt8]

  /// Bytes as they are.
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
    func line(_ mark: Character, _ count: Int) {
      encoded.append(contentsOf: "\(mark)\(count)\r\n".utf8)
    }
    line("*", command.count)
    for argument in command {
      line("$", argument.bytes.count)
      encoded.append(contentsOf: argument.bytes)
      encoded.append(contentsOf: [0x0D, 0x0A])
    }
    return encoded
  }
}
