import Foundation

/// The verdict of the JSON parser on each input, for an oracle in another language. The environment variable FUZZ_VERDICTS names the file.
///
/// One line per input: the input in hexadecimal, a space, and the text written from it in hexadecimal, or `refused`.
struct VerdictLog {
  static let shared: VerdictLog? = {
    guard let path = ProcessInfo.processInfo.environment["FUZZ_VERDICTS"] else { return nil }
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      stop("\(path) cannot be written")
    }
    return VerdictLog(file: file)
  }()

  private let file: FileHandle

  func append(_ input: [UInt8], _ rewritten: [UInt8]?) {
    file.write(Data("\(Self.hexadecimal(input)) \(rewritten.map(Self.hexadecimal) ?? "refused")\n".utf8))
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
