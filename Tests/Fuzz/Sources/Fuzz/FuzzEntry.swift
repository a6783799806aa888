import Foundation

/// What is fuzzed; the environment's FUZZ_TARGET names it.
enum FuzzTarget: String, CaseIterable {
  /// Parser, printer, schema and schema printer.
  case language
  /// The validator over a fixed schema.
  case validation
  /// The JSON reader and writer.
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

/// libFuzzer calls this with each input; a trap is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.current.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Ends the process in the way that libFuzzer counts as a crash, with the reason on standard error.
func stop(_ reason: @autoclosure () -> String) -> Never {
  FileHandle.standardError.write(Data("fuzz: \(reason())\n".utf8))
  abort()
}

/// Stops when a promise is broken.
func expect(_ condition: Bool, _ reason: @autoclosure () -> String) {
  if !condition { stop(reason()) }
}
