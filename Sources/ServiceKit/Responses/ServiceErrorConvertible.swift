/// A domain's own error that knows which answer it is. Conform in a service's `HTTP/` folder.
public protocol ServiceErrorConvertible: Error {
  /// What the caller sees.
  var serviceError: ServiceError { get }
}
