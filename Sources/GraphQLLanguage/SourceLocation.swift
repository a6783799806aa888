/// A place in a GraphQL source text.
///
/// Lines and columns count from 1; a column is counted in Unicode code points. Nodes built by a program have `unknown`.
public struct SourceLocation: Hashable, Sendable, Comparable {
  private let packedLine: UInt32
  private let packedColumn: UInt32

  /// A place by its line and column, both counted from 1.
  public init(line: Int, column: Int) {
    packedLine = UInt32(clamping: line)
    packedColumn = UInt32(clamping: column)
  }

  /// The line, from 1; 0 when unknown.
  public var line: Int { Int(packedLine) }

  /// The column, from 1, in code points; 0 when unknown.
  public var column: Int { Int(packedColumn) }

  /// The place of a node that no text stands behind.
  public static let unknown = SourceLocation(line: 0, column: 0)

  /// Whether a text stands behind the node.
  public var isKnown: Bool { packedLine != 0 }

  /// Orders places by line, then by column.
  public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    (left.packedLine, left.packedColumn) < (right.packedLine, right.packedColumn)
  }
}
