/// The part of a list that a caller wants.
public struct Page: Sendable, Hashable {
  /// The most items to answer with.
  public let limit: Int
  /// The items to skip.
  public let offset: Int

  /// A page; the caller has checked the numbers.
  public init(limit: Int = 20, offset: Int = 0) {
    self.limit = limit
    self.offset = offset
  }
}

/// One page of a list together with the size of the whole.
public struct PagedList<Element: Sendable>: Sendable {
  /// The items of this page, in order.
  public let items: [Element]
  /// How many items there are on all pages.
  public let total: Int
  /// The page that was asked for.
  public let page: Page

  /// A page of a list.
  public init(items: [Element], total: Int, page: Page) {
    self.items = items
    self.total = total
    self.page = page
  }

  /// Whether there are items after this page.
  public var hasMore: Bool { page.offset + items.count < total }
}
