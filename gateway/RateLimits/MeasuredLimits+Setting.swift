import GraphQL

extension MeasuredLimits {
  /// The codes of the limits that can be measured.
  static let codes: Set<String> = [
    "TOO_DEEP", "TOO_MANY_ALIASES", "TOO_MANY_ROOT_FIELDS", "TOO_MANY_ROOT_MUTATIONS", "TOO_MANY_DIRECTIVES", "TOO_MANY_FRAGMENT_SPREADS",
    "LIST_TOO_LONG", "VARIABLES_TOO_LARGE", UpstreamCallLimit.code, "TOO_MANY_OBJECTS", "RESPONSE_TOO_LARGE", "RATE_LIMITED",
    "TOO_MANY_CONCURRENT_REQUESTS", OperationLimits.costCode,
  ]

  /// What `init(_:)` reads, for messages.
  static let form =
    "none, all, or codes of limits with commas, such as TOO_DEEP,RATE_LIMITED; the codes are \(codes.sorted().joined(separator: ", "))"

  /// Reads `none`, `all`, or codes with commas. Nil for anything else.
  init?(_ text: String) {
    switch text {
    case "none": self = .none
    case "all": self = .all
    default:
      let codes = text.split(separator: ",").map { $0.trimmingBlanks }
      guard codes.allSatisfy(Self.codes.contains) else { return nil }
      self = .codes(Set(codes))
    }
  }
}
