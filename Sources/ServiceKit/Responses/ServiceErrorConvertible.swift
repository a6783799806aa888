/// An error that says which response it becomes. A service conforms its domain's errors in its `HTTP` folder.
public protocol ServiceErrorConvertible: Error {
  /// What the caller sees.
  var serviceError: ServiceError { get }
  /// What only the debug log shows, such as a database server's message.
  var logDetail: String? { get }
}

extension ServiceErrorConvertible {
  public var logDetail: String? { nil }
}
