/// What a client asks to be told beside its data, in the header `trellis-include-extensions: plan, fetches`.
///
/// Answered only where the operator allows it (`GRAPHQL_EXTENSIONS`), since it shows how the graph is made: services, paths, times.
struct RequestedExtensions: OptionSet, Hashable, Sendable {
  static let headerName = "trellis-include-extensions"

  /// `extensions.plan`: waves, loaders, places.
  static let plan = RequestedExtensions(rawValue: 1)
  /// `extensions.fetches`: what was fetched, when, how long it took, for how many keys, how often it was sent.
  static let fetches = RequestedExtensions(rawValue: 2)

  let rawValue: Int

  init(rawValue: Int) { self.rawValue = rawValue }

  /// Words that mean nothing are passed over.
  init(header: String?) {
    self = []
    for word in (header ?? "").split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) {
      switch word.lowercased() {
      case "plan": insert(.plan)
      case "fetches": insert(.fetches)
      default: break
      }
    }
  }
}
