import SharedKernel

/// A look-up of one row by its identifier, said for one and for many, so that look-ups which come together are one statement.
///
/// Make each one once, as a static constant: look-ups are grouped by it.
public final class PostgresLookup: Sendable {
  /// The SELECT of one identifier.
  public let one: @Sendable (EntityID) -> SQL
  /// The SELECT of many.
  public let many: @Sendable ([EntityID]) -> SQL
  let column: String

  /// `one` takes an identifier and gives at most one row; `many` takes an array of them and gives the same row for each that is there, in any
  /// order; `column` has the identifier. Both are SELECTs that change nothing and lock nothing.
  public init(
    column: String = "id", one: @escaping @Sendable (EntityID) -> SQL, many: @escaping @Sendable ([EntityID]) -> SQL
  ) {
    self.one = one
    self.many = many
    self.column = column
  }
}
