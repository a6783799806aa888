/// What is wrong with one member of a request.
public struct FieldError: Sendable, Hashable {
  /// The member's path, such as `items[0].quantity`.
  public let field: String
  /// Words for the caller, such as `must be between 1 and 1000`.
  public let message: String

  /// A fault of one member.
  public init(field: String, message: String) {
    self.field = field
    self.message = message
  }
}
