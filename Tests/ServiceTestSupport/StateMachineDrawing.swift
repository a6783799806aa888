import Foundation
import Testing

/// The state machines that docs/state-machines.md draws.
public enum StateMachineDrawing {
  /// Compares the transitions drawn in a section of the page with those of the code.
  public static func check<State: RawRepresentable<String> & CaseIterable>(
    section: String, canBecome: (State) -> (State) -> Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let page = URL(filePath: #filePath).appending(path: "../../../docs/state-machines.md").standardized
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let lines = text.components(separatedBy: "## \(section)\n").dropFirst().first?.components(separatedBy: "\n## ").first ?? ""
    let drawn = lines.split(separator: "\n").filter { $0.contains("-->") && !$0.contains("[*]") }
      .map { $0.replacing("-->", with: "").split(separator: " ").map(String.init) }
    let transitions = State.allCases.flatMap { from in
      State.allCases.filter { canBecome(from)($0) }.map { [from.rawValue, $0.rawValue] }
    }
    #expect(Set(drawn) == Set(transitions), sourceLocation: sourceLocation)
    #expect(drawn.count == transitions.count, sourceLocation: sourceLocation)
  }
}
