import HTTPCore
import SharedKernel

/// The identifiers of a bulk look-up, `?ids=a,b&ids=c`: each once, in the order of the request, at most 100.
public struct BulkIDs: Sendable, Hashable {
  /// The most identifiers of one request.
  public static let maximum = 100

  /// The identifiers, each once.
  public let ids: [EntityID]

  /// Identifiers that are already known to be different.
  public init(ids: [EntityID]) { self.ids = ids }

  /// Reads a query parameter: nil when it is absent, 400 for a malformed identifier (which is named) or for more than 100 different ones.
  public init?(_ parameter: String, of query: QueryParameters) throws(ServiceError) {
    let values = query.all(parameter)
    guard !values.isEmpty else { return nil }
    var seen: Set<EntityID> = []
    var ids: [EntityID] = []
    for value in values {
      for text in value.split(separator: ",", omittingEmptySubsequences: false) {
        guard let id = EntityID(String(text)) else {
          throw .invalidInput(parameter, "'\(String(text.prefix(64)))' is not an identifier")
        }
        guard seen.insert(id).inserted else { continue }
        guard ids.count < BulkIDs.maximum else { throw .invalidInput(parameter, "at most \(BulkIDs.maximum) identifiers") }
        ids.append(id)
      }
    }
    self.ids = ids
  }

  /// Puts what was found into the order of the identifiers; what was not found is left out.
  public func ordered<Element>(_ found: [Element], by id: (Element) -> EntityID) -> [Element] {
    var byID: [EntityID: Element] = [:]
    for element in found { byID[id(element)] = element }
    return ids.compactMap { byID[$0] }
  }
}
