import Foundation

/// The state machines of docs/state-machines.md.
public enum StateMachineDrawing {
  /// The transitions that the page draws for a machine, as pairs of states.
  public static func transitions(section: String) throws -> [[String]] {
    let page = URL(filePath: #filePath).appending(path: "../../../docs/state-machines.md").standardized
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let lines = text.components(separatedBy: "## \(section)\n").dropFirst().first?.components(separatedBy: "\n## ").first ?? ""
    return lines.split(separator: "\n").filter { $0.contains("-->") && !$0.contains("[*]") }
      .map { $0.replacing("-->", with: "").split(separator: " ").map(String.init) }
  }
}
