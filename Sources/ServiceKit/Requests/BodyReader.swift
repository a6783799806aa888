import HTTPCore
import JSON
import SharedKernel

/// Reads a JSON object strictly, and collects every fault instead of stopping at the first.
///
///     var body = try BodyReader(context)
///     let email = body.requiredString("email", length: 3...254)
///     let notes = body.optionalString("notes", length: 0...1000)
///     try body.finish()          // throws all faults at once, unknown members too
///
/// Until `finish` has returned, the values read may be stand-ins for missing ones.
public struct BodyReader {
  private let view: JSONView
  private let path: String
  private var known: Set<String> = []
  private(set) var faults: [FieldError] = []

  /// The most faults that one answer lists.
  static let maximumFaults = 100

  /// Parses the body. 415 unless `Content-Type` is `application/json`; 400 for text that is no JSON object.
  public init(_ request: HTTPRequest) throws(ServiceError) {
    guard let type = request.headers["Content-Type"], BodyReader.isJSON(type) else { throw .unsupportedMediaType() }
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: request.body, maximumDepth: 64)
    } catch {
      throw .invalidInput([], message: "The body is not JSON: \(error.description)")
    }
    guard document.root.kind == .object else { throw .invalidInput([], message: "The body must be a JSON object") }
    self.init(view: document.root, path: "")
  }

  /// Parses the body of a handler's request.
  public init(_ context: RequestContext) throws(ServiceError) { try self.init(context.request) }

  init(view: JSONView, path: String) {
    self.view = view
    self.path = path
  }

  private static func isJSON(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" }.lowercased()
    return type.split(separator: " ").joined() == "application/json"
  }

  /// Throws all faults found, members that nobody asked for among them.
  public mutating func finish() throws(ServiceError) {
    let all = allFaults()
    if !all.isEmpty { throw .invalidInput(all) }
  }

  /// Adds a fault of a member that the reader itself cannot know.
  public mutating func reject(_ name: String, _ message: String) {
    guard faults.count < BodyReader.maximumFaults else { return }
    faults.append(FieldError(field: path + name, message: message))
  }

  /// Whether the object has the member, with a value other than `null`.
  public func has(_ name: String) -> Bool { view[name].map { !$0.isNull } ?? false }

  /// The member's value; a missing member or `null` is nil, and a fault when it is required.
  mutating func value(_ name: String, isRequired: Bool) -> JSONView? {
    known.insert(name)
    if let value = view[name], !value.isNull { return value }
    if isRequired { reject(name, "is required") }
    return nil
  }

  mutating func adopt(_ nested: BodyReader) {
    for fault in nested.allFaults() where faults.count < BodyReader.maximumFaults { faults.append(fault) }
  }

  /// The path of an element of an array member, for a nested reader.
  func elementPath(_ name: String, _ index: Int) -> String { "\(path)\(name)[\(index)]" }

  private func allFaults() -> [FieldError] {
    var all = faults
    var reported: Set<String> = []
    var seen: Set<String> = []
    for (name, _) in view.members {
      // RFC 8259 §4 leaves open which one of two counts; nobody may find out with an amount of money.
      let message = !known.contains(name) ? "is not a known member" : seen.insert(name).inserted ? nil : "must be given once"
      guard let message, reported.insert(name).inserted else { continue }
      guard all.count < BodyReader.maximumFaults else { break }
      all.append(FieldError(field: path + String(name.prefix(100)), message: message))
    }
    return all
  }
}
