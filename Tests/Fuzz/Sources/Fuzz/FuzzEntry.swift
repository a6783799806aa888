import Foundation

/// The code under test; the environment variable FUZZ_TARGET selects it.
enum FuzzTarget: String, CaseIterable {
  /// Parser, printer, schema and schema printer.
  case language
  /// The validator over a fixed schema.
  case validation
  /// The JSON parser and writer.
  case json

  func run(_ input: [UInt8]) {
    switch self {
    case .language: LanguageTarget.run(input)
    case .validation: ValidationTarget.run(input)
    case .json: JSONTarget.run(input)
    }
  }

  static let current: FuzzTarget = {
    guard let target = ProcessInfo.processInfo.environment["FUZZ_TARGET"].flatMap(FuzzTarget.init) else {
      stop("FUZZ_TARGET must be one of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
  }()
}

/// libFuzzer calls this function with each input; a trap is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.current.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Writes the reason to standard error and ends the process such that libFuzzer reports a crash.
func stop(_ reason: @autoclosure () -> String) -> Never {
  FileHandle.standardError.write(Data("fuzz: \(reason())\n".utf8))
  abort()
}

func expect(_ condition: Bool, _ reason: @autoclosure () -> String) {
  if !condition { stop(reason()) }
}
