import HTTPCore
import JSON
import SharedKernel

/// A strong entity tag (RFC 9110 §8.8.3) made from the time of a resource's last change.
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
  /// The tag with its quotes, as in `ETag`.
  public let description: String

  /// The tag of a resource last changed at `updatedAt`.
  public init(updatedAt: Timestamp) {
    // Thirteen digits of base 36 hold 64 bits. The standard library's conversion takes several times as long.
    description = String(unsafeUninitializedCapacity: 15) { buffer in
      var rest = UInt64(bitPattern: updatedAt.microseconds)
      var digits = 1
      var power: UInt64 = 36
      while digits < 13, rest >= power {
        digits += 1
        power = power.multipliedReportingOverflow(by: 36).partialValue
      }
      buffer[0] = UInt8(ascii: "\"")
      for position in stride(from: digits, through: 1, by: -1) {
        let digit = UInt8(truncatingIfNeeded: rest % 36)
        buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        rest /= 36
      }
      buffer[digits + 1] = UInt8(ascii: "\"")
      return digits + 2
    }
  }

  /// `ETag` alone.
  public var headers: HTTPFields { ["ETag": description] }
}

extension RequestContext {
  /// Checks `If-Match` (RFC 9110 §13.1.1): 412 unless it is absent, `*` or a list with the current tag.
  public func checkPrecondition(_ current: EntityTag) throws(ServiceError) {
    guard let field = request.headers["If-Match"] else { return }
    if !RequestContext.lists(field, current, isWeakAllowed: false) { throw .preconditionFailed() }
  }

  /// The response with a resource: 304 when `If-None-Match` (RFC 9110 §13.1.2) has its tag, else 200. The closure writes one JSON value.
  public func show(_ message: String, tag: EntityTag, data: (inout JSONWriter) -> Void) -> HTTPResponse {
    if let field = request.headers["If-None-Match"], RequestContext.lists(field, tag, isWeakAllowed: true) {
      return HTTPResponse(status: .notModified, headers: tag.headers)
    }
    return Envelope.success(message: message, headers: tag.headers, data: data)
  }

  private static func lists(_ field: String, _ current: EntityTag, isWeakAllowed: Bool) -> Bool {
    field.split(separator: ",").contains { part in
      let tag = part.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
      return tag == "*" || tag == current.description || (isWeakAllowed && tag == "W/\(current.description)")
    }
  }
}
