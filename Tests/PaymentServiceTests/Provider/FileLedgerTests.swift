import Foundation
import SharedKernel
import Testing

@testable import PaymentService

@Suite struct FileLedgerTests {
  let path = FileManager.default.temporaryDirectory.appending(path: "ledger-\(EntityID.make())").path

  func charge(_ key: EntityID) -> Charge { Charge(idempotencyKey: key, amount: Money(hundredths: 1234), method: .card, token: "t") }

  @Test func decisionsArePersistent() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (charged, declined) = (EntityID.make(), EntityID.make())
    let first = try FileLedger(path: path)
    #expect(try first.charge(charge(charged), otherwise: .charged) == .charged)
    #expect(try first.charge(charge(declined), otherwise: .declined(reason: "card_declined")) == .declined(reason: "card_declined"))
    let second = try FileLedger(path: path)
    #expect(try second.charge(charge(charged), otherwise: .declined(reason: "x")) == .charged)
    #expect(try second.decision(declined) == .declined(reason: "card_declined"))
    #expect(second.chargeCount == 1)
  }

  @Test func twoProcessesDecideOnce() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let key = EntityID.make()
    let (first, second) = (try FileLedger(path: path), try FileLedger(path: path))
    #expect(try second.decision(key) == nil)
    #expect(try first.charge(charge(key), otherwise: .charged) == .charged)
    #expect(try second.charge(charge(key), otherwise: .declined(reason: "late")) == .charged)
    #expect(String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) == "charge \(key) 12.34 charged\n")
  }

  @Test func ignoresAnIncompleteLine() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (whole, half) = (EntityID.make(), EntityID.make())
    try Data("charge \(whole) 1.00 charged\ncharge \(half) 1.00 char".utf8).write(to: URL(filePath: path))
    let ledger = try FileLedger(path: path)
    #expect(try ledger.decision(half) == nil)
    #expect(try ledger.charge(charge(half), otherwise: .declined(reason: "no")) == .declined(reason: "no"))
    #expect(try FileLedger(path: path).decision(whole) == .charged)
    #expect(try FileLedger(path: path).decision(half) == .declined(reason: "no"))
  }

  @Test func aFolderIsNotALedger() {
    #expect(throws: FileLedger.OpenError.self) { try FileLedger(path: "/") }
  }
}
