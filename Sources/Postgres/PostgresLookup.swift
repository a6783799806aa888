import SharedKernel

/// A look-up of one row by its identifier, said for one and for many, so that look-ups which come together are one statement.
///
/// Make each one once, as a static constant: look-ups are grouped by it.
public final class PostgresLookup: Sendable {
  /// The SELECT of one identifier.
  public let one: @Sendable (EntityID) -> SQL
  /// The SELECT of many.
  public let many: @Sendable ([EntityID]) -> SQL
  let column: String

  /// `one` takes an identifier and gives at most one row; `many` takes an array of them and gives the same row for each that is there, in any
  /// order; `column` has the identifier. Both are SELECTs that change nothing and lock nothing.
  public init(
    column: String = "id", one: @escaping @Sendable (EntityID) -> SQL, many: @escaping @Sendable ([EntityID]) -> SQL
  ) {
    self.one = one
    self.many = many
    self.column = column
  }
}

/// One caller's look-up, until its turn of the loop ends.
struct AskedLookup {
  typealias Answer = Result<PostgresRow?, PostgresError>

  let lookup: PostgresLookup
  let id: EntityID
  let timeLimit: Duration?
  let waiter: UnsafeContinuation<Answer, Never>
}

/// The look-ups that are one statement.
struct LookupGroup: Sendable {
  let lookup: PostgresLookup
  let ids: [EntityID]
  let timeLimit: Duration?
  private let waiters: [UnsafeContinuation<AskedLookup.Answer, Never>]

  /// Groups look-ups by what they look up, in the order in which they were asked.
  static func groups(of asked: [AskedLookup]) -> [LookupGroup] {
    var groups: [LookupGroup] = []
    var rest = asked
    while let first = rest.first {
      groups.append(LookupGroup(first, rest.filter { $0.lookup === first.lookup }))
      rest.removeAll { $0.lookup === first.lookup }
    }
    return groups
  }

  private init(_ first: AskedLookup, _ asked: [AskedLookup]) {
    lookup = first.lookup
    timeLimit = first.timeLimit
    ids = asked.map(\.id)
    waiters = asked.map(\.waiter)
  }

  /// What is sent.
  var statement: PostgresStatement {
    PostgresStatement(sql: ids.count == 1 ? lookup.one(ids[0]) : lookup.many(ids), timeLimit: timeLimit, isRead: true)
  }

  /// Gives each caller its row, nil where there is none, or the one error to all.
  func complete(_ answer: PostgresConnection.Answer) {
    do throws(PostgresError) {
      let rows = try answer.get()
      if ids.count == 1 { return waiters[0].resume(returning: .success(rows.first)) }
      var positions: [EntityID: Int] = [:]
      positions.reserveCapacity(rows.count)
      for (position, row) in rows.enumerated() { positions[try row.get(lookup.column)] = position }
      for (id, waiter) in zip(ids, waiters) { waiter.resume(returning: .success(positions[id].map { rows[$0] })) }
    } catch {
      for waiter in waiters { waiter.resume(returning: .failure(error)) }
    }
  }
}

extension PostgresConnection {
  /// Looks up one row together with the others of this turn of the loop, or of the time until the look-ups under way are answered.
  nonisolated(nonsending) func row(_ lookup: PostgresLookup, _ id: EntityID, timeLimit: Duration?) async throws(PostgresError)
    -> PostgresRow?
  {
    // Unsafe continuation: every look-up is completed exactly once, by its group or by `closeNow`.
    let answer: AskedLookup.Answer = await withUnsafeContinuation { waiter in
      onLoop { $0.ask(AskedLookup(lookup: lookup, id: id, timeLimit: timeLimit, waiter: waiter)) }
    }
    return try answer.get()
  }

  private func ask(_ asked: AskedLookup) {
    askedLookups.append(asked)
    if askedLookups.count == 1, lookupsUnderWay == 0 { loop.atEndOfTurn { self.sendLookups() } }
  }

  private func sendLookups() {
    let asked = askedLookups
    askedLookups = []
    let groups = LookupGroup.groups(of: asked)
    lookupsUnderWay += groups.count
    for group in groups {
      send(
        PipelineUnit(group.statement) { answer in
          group.complete(answer)
          self.endLookups()
        })
    }
  }

  /// The server works on one statement of a connection after the other: a look-up that was sent earlier would wait there, and alone.
  private func endLookups() {
    lookupsUnderWay -= 1
    if lookupsUnderWay == 0, !askedLookups.isEmpty { loop.atEndOfTurn { self.sendLookups() } }
  }
}
