/// A location in a GraphQL source text.
///
/// Lines and columns are counted from 1, columns in Unicode code points. The location of nodes that are built in code is `unknown`.
public struct SourceLocation: Hashable, Sendable, Comparable {
  private let packedLine: UInt32
  private let packedColumn: UInt32

  public init(line: Int, column: Int) {
    packedLine = UInt32(clamping: line)
    packedColumn = UInt32(clamping: column)
  }

  /// 0 when unknown.
  public var line: Int { Int(packedLine) }

  /// 0 when unknown.
  public var column: Int { Int(packedColumn) }

  /// The location of a node that is not in a source text.
  public static let unknown = SourceLocation(line: 0, column: 0)

  public var isKnown: Bool { packedLine != 0 }

  /// Orders locations by line, then by column.
  public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    (left.packedLine, left.packedColumn) < (right.packedLine, right.packedColumn)
  }
}
