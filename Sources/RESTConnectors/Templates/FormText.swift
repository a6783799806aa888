import HTTPCore
import JSON

/// The fields of `application/x-www-form-urlencoded`. Names and values are encoded; null members are left out.
enum FormText {
  static func fields(_ name: String, _ value: JSONValue, numbersLists: Bool) -> [(name: String, value: String)] {
    fields(encoded: PercentEncoding.encode(name), value, numbersLists)
  }

  private static func fields(encoded name: String, _ value: JSONValue, _ numbersLists: Bool) -> [(name: String, value: String)] {
    switch value {
    case .null: []
    case .object(let object):
      object.members.flatMap { fields(encoded: "\(name)%5B\(PercentEncoding.encode($0.name))%5D", $0.value, numbersLists) }
    case .array(let elements):
      elements.enumerated().flatMap { index, element in
        // Several objects under one name could not be told apart.
        let isScalar = URLText.scalarText(element) != nil
        return fields(encoded: isScalar && !numbersLists ? name : "\(name)%5B\(index)%5D", element, numbersLists)
      }
    case .string, .number, .bool: [(name, PercentEncoding.encode(URLText.scalarText(value) ?? ""))]
    }
  }
}

/// `multipart/form-data` (RFC 7578). A scalar is a part of text, an object is a part of JSON, and each element of a list is a part. Null members are
/// left out.
enum MultipartForm {
  static func boundary() -> String {
    "trellis-" + String(UInt64.random(in: 0 ... .max), radix: 36) + String(UInt64.random(in: 0 ... .max), radix: 36)
  }

  static func write(_ members: [JSONObject.Member], _ boundary: String) -> [UInt8] {
    var text = ""
    func add(_ name: String, _ value: JSONValue) {
      switch value {
      case .null: return
      case .array(let elements): for element in elements { add(name, element) }
      case .object: part(name, value.text, "application/json")
      case .string, .number, .bool: part(name, URLText.scalarText(value) ?? "", nil)
      }
    }
    func part(_ name: String, _ value: String, _ mediaType: String?) {
      // RFC 7578 §4.2 and the HTML standard: quotes and line ends are percent-encoded.
      let name = name.replacing("\"", with: "%22").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
      text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n"
      if let mediaType { text += "Content-Type: \(mediaType)\r\n" }
      text += "\r\n\(value)\r\n"
    }
    for member in members { add(member.name, member.value) }
    return Array("\(text)--\(boundary)--\r\n".utf8)
  }
}
