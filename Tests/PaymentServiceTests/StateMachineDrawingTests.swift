import Foundation
import Testing

@testable import PaymentService

@Suite struct StateMachineDrawingTests {
  @Test func theDocsDrawExactlyTheTable() throws {
    let page = URL(filePath: #filePath).appending(path: "../../../docs/state-machines.md").standardized
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let section = try #require(text.components(separatedBy: "## Payments\n").dropFirst().first?.components(separatedBy: "\n## ").first)
    let drawn = section.split(separator: "\n").filter { $0.contains("-->") && !$0.contains("[*]") }
      .map { $0.replacing("-->", with: "").split(separator: " ").map(String.init) }
    let table = PaymentStatus.allCases.flatMap { from in
      PaymentStatus.allCases.filter(from.canBecome).map { [from.rawValue, $0.rawValue] }
    }
    #expect(Set(drawn) == Set(table))
    #expect(drawn.count == table.count)
  }
}
