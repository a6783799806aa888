/// Why a text is not JSON. `offset` counts bytes from the start of the text; `message` says what is wrong and never quotes the text.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The byte at which the text stops being JSON.
  public let offset: Int
  /// What is wrong there, safe to show.
  public let message: String

  /// An error at a byte offset.
  public init(offset: Int, message: String) {
    self.offset = offset
    self.message = message
  }

  /// The message with its offset.
  public var description: String { "\(message) at byte \(offset)" }
}
