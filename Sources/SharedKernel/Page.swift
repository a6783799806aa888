/// The part of a list that a caller requests.
public struct Page: Sendable, Hashable {
  /// The largest number of items to return.
  public let limit: Int
  /// The number of items to skip.
  public let offset: Int

  /// The caller validates the numbers.
  public init(limit: Int = 20, offset: Int = 0) {
    self.limit = limit
    self.offset = offset
  }
}

/// One page of a list, with the size of the whole list.
public struct PagedList<Element: Sendable>: Sendable {
  public let items: [Element]
  /// The number of items on all pages.
  public let total: Int
  public let page: Page

  public init(items: [Element], total: Int, page: Page) {
    self.items = items
    self.total = total
    self.page = page
  }

  /// Whether there are items after this page.
  public var hasMore: Bool { page.offset + items.count < total }
}
