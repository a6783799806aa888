import SharedKernel

/// A look-up of one row by its identifier, as a statement for one identifier and a statement for many, into which look-ups are combined.
///
/// Declare each one as a static constant: only look-ups of the same instance are combined.
public final class PostgresLookup: Sendable {
  public let one: @Sendable (EntityID) -> SQL
  public let many: @Sendable ([EntityID]) -> SQL
  let column: String

  /// `one` returns at most one row; `many` returns the same rows for all identifiers, in any order; `column` holds the identifier. Both are SELECTs
  /// that change nothing and lock nothing.
  public init(
    column: String = "id", one: @escaping @Sendable (EntityID) -> SQL, many: @escaping @Sendable ([EntityID]) -> SQL
  ) {
    self.one = one
    self.many = many
    self.column = column
  }
}
