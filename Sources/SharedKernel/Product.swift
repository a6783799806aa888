/// The name and version of this software.
public enum Product {
  /// The version of this source tree.
  public static let version = "1.0.0"
  /// The product as `User-Agent` names it (RFC 9110 §10.1.5).
  public static let token = "trellis/\(version)"
}
