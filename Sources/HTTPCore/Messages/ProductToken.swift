/// The name and version of this software in `User-Agent` (RFC 9110 §10.1.5).
public enum ProductToken {
  public static let version = "1.0.0"
  public static let text = "trellis/\(version)"
}
