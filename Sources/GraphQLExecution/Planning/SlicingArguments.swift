/// The arguments that say how many items a list holds at most, known by their names.
///
/// `max` and `total` are not among them: they are as often the most of something else.
public enum SlicingArguments {
  private static let names: Set<String> = [
    "limit", "first", "last", "take", "top", "size", "count", "pagesize", "page_size", "perpage", "per_page", "maxresults", "max_results",
  ]

  /// Whether an argument, or a query parameter, of this name is one; its case does not count.
  public static func contains(_ name: String) -> Bool { names.contains(name) || names.contains(name.lowercased()) }
}
