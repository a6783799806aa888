/// The cost of an argon2id hash (RFC 9106 §3.1).
public struct Argon2Parameters: Sendable, Hashable {
  /// `m`
  public let memoryKiB: UInt32
  /// `t`
  public let passes: UInt32
  /// `p`
  public let lanes: UInt32

  /// 64 MiB, 3 passes, 4 lanes: RFC 9106's second recommended choice.
  public static let recommended = Argon2Parameters(memoryKiB: 65_536, passes: 3, lanes: 4)

  /// Values outside the limits of argon2 are clamped.
  public init(memoryKiB: UInt32, passes: UInt32, lanes: UInt32) {
    self.lanes = min(max(1, lanes), 64)
    self.passes = max(1, passes)
    self.memoryKiB = min(max(8 * self.lanes, memoryKiB), 4_194_304)
  }

  /// Reads them from a PHC string, `$argon2id$v=19$m=65536,t=3,p=4$salt$hash`; nil for any other text.
  public init?(phc: String) {
    let parts = phc.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19" else { return nil }
    var values: [Substring: UInt32] = [:]
    for pair in parts[3].split(separator: ",") {
      let sides = pair.split(separator: "=")
      guard sides.count == 2, let value = UInt32(sides[1]) else { return nil }
      values[sides[0]] = value
    }
    guard let memory = values["m"], let passes = values["t"], let lanes = values["p"], memory > 0, passes > 0, lanes > 0 else { return nil }
    self.init(memoryKiB: memory, passes: passes, lanes: lanes)
  }
}
