import Foundation

/// The files of this repository that tests read or run.
public enum Repository {
  private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  /// A file or folder, by its path from the root.
  public static func url(_ path: String) -> URL { root.appending(path: path) }
}
