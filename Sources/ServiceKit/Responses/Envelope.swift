import HTTPCore
import JSON
import SharedKernel

/// The form of every JSON response: `success`, `message`, `data`, `meta`, or `success`, `error`, `requestId`.
public enum Envelope {
  /// `{"success": true, "message": …, "data": …}`; the closure writes exactly one JSON value.
  public static func success(
    status: HTTPStatus = .ok, message: String, headers: consuming HTTPFields = HTTPFields(), data: (inout JSONWriter) -> Void
  ) -> HTTPResponse {
    var writer = JSONWriter(capacity: 512)
    writer.beginObject()
    writer.name("success")
    writer.bool(true)
    writer.name("message")
    writer.string(message)
    writer.name("data")
    data(&writer)
    writer.endObject()
    return json(status: status, headers: headers, body: writer.bytes)
  }

  /// `data` is `null`.
  public static func success(status: HTTPStatus = .ok, message: String, headers: HTTPFields = HTTPFields()) -> HTTPResponse {
    success(status: status, message: message, headers: headers) { $0.null() }
  }

  /// A page of a list, with `meta` = `{"total", "limit", "offset", "hasMore"}`; the closure writes one item as one JSON value.
  public static func list<Element>(
    _ list: PagedList<Element>, message: String, item: (inout JSONWriter, Element) -> Void
  ) -> HTTPResponse {
    var writer = JSONWriter(capacity: 256 + list.items.count * 256)
    writer.beginObject()
    writer.name("success")
    writer.bool(true)
    writer.name("message")
    writer.string(message)
    writer.name("data")
    writer.beginArray()
    for element in list.items { item(&writer, element) }
    writer.endArray()
    writer.name("meta")
    writer.beginObject()
    writer.name("total")
    writer.number(list.total)
    writer.name("limit")
    writer.number(list.page.limit)
    writer.name("offset")
    writer.number(list.page.offset)
    writer.name("hasMore")
    writer.bool(list.hasMore)
    writer.endObject()
    writer.endObject()
    return json(body: writer.bytes)
  }

  /// The response to a bulk look-up: the found items in the order of the ids. `meta` contains their number.
  public static func bulk<Element: Sendable>(
    _ items: [Element], message: String, item: (inout JSONWriter, Element) -> Void
  ) -> HTTPResponse {
    list(PagedList(items: items, total: items.count, page: Page(limit: max(items.count, 1), offset: 0)), message: message, item: item)
  }

  /// `{"success": false, "error": {"code", "message", "details"}, "requestId"}`.
  public static func failure(_ error: ServiceError, requestID: String) -> HTTPResponse {
    var writer = JSONWriter(capacity: 256)
    writer.beginObject()
    writer.name("success")
    writer.bool(false)
    writer.name("error")
    writer.beginObject()
    writer.name("code")
    writer.string(error.code)
    writer.name("message")
    writer.string(error.message)
    writer.name("details")
    writer.beginArray()
    for detail in error.details {
      writer.beginObject()
      writer.name("field")
      writer.string(detail.field)
      writer.name("message")
      writer.string(detail.message)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    writer.name("requestId")
    writer.string(requestID)
    writer.endObject()
    var headers = HTTPFields()
    if let seconds = error.retryAfter { headers.append("Retry-After", String(seconds)) }
    if !error.allow.isEmpty { headers.append("Allow", error.allow.joined(separator: ", ")) }
    if error.status == 401 { headers.append("WWW-Authenticate", "Bearer") }
    return json(status: HTTPStatus(code: error.status), headers: headers, body: writer.bytes)
  }

  private static func json(status: HTTPStatus = .ok, headers: consuming HTTPFields = HTTPFields(), body: [UInt8]) -> HTTPResponse {
    headers.append("Content-Type", "application/json")
    return HTTPResponse(status: status, headers: headers, body: body)
  }
}
