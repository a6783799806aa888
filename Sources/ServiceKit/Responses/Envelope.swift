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
    writer.object { writer in
      writer.member("success", true)
      writer.member("message", message)
      writer.name("data")
      data(&writer)
    }
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
    writer.object { writer in
      writer.member("success", true)
      writer.member("message", message)
      writer.member("data", list.items, element: item)
      writer.member("meta") { meta in
        meta.member("total", list.total)
        meta.member("limit", list.page.limit)
        meta.member("offset", list.page.offset)
        meta.member("hasMore", list.hasMore)
      }
    }
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
    write(error, requestID: requestID, to: &writer)
    var headers = HTTPFields()
    if let seconds = error.retryAfter { headers.append("Retry-After", String(seconds)) }
    if !error.allow.isEmpty { headers.append("Allow", error.allow.joined(separator: ", ")) }
    if error.status == 401 { headers.append("WWW-Authenticate", "Bearer") }
    return json(status: HTTPStatus(code: error.status), headers: headers, body: writer.bytes)
  }

  static func write(_ error: ServiceError, requestID: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("success", false)
      writer.member("error") { writer in
        writer.member("code", error.code)
        writer.member("message", error.message)
        writer.member("details", error.details) { writer, detail in
          writer.object {
            $0.member("field", detail.field)
            $0.member("message", detail.message)
          }
        }
      }
      writer.member("requestId", requestID)
    }
  }

  private static func json(status: HTTPStatus = .ok, headers: consuming HTTPFields = HTTPFields(), body: [UInt8]) -> HTTPResponse {
    headers.append("Content-Type", "application/json")
    return HTTPResponse(status: status, headers: headers, body: body)
  }
}
