/// A text is not valid JSON. `offset` is in bytes from the start of the text; `message` does not quote the text and is safe to show.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  public let offset: Int
  public let message: String

  public init(offset: Int, message: String) {
    self.offset = offset
    self.message = message
  }

  public var description: String { "\(message) at byte \(offset)" }
}
