extension HTTPFields {
  /// Gives the fields as they go on the wire, in as few pieces as possible: one when nothing is left out and all were built here.
  package func withWireFields(isLeftOut: (UnsafeBufferPointer<UInt8>) -> Bool, _ write: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard !entries.isEmpty else { return }
    bytes.withUnsafeBufferPointer { all in
      let mustSkip = entries.contains { isLeftOut(UnsafeBufferPointer(rebasing: all[$0.name])) }
      if isWireFormat, !mustSkip { return write(all) }
      let separator: StaticString = ": "
      let end: StaticString = "\r\n"
      for entry in entries {
        let name = UnsafeBufferPointer(rebasing: all[entry.name])
        if mustSkip, isLeftOut(name) { continue }
        write(name)
        write(UnsafeBufferPointer(start: separator.utf8Start, count: 2))
        write(UnsafeBufferPointer(rebasing: all[entry.value]))
        write(UnsafeBufferPointer(start: end.utf8Start, count: 2))
      }
    }
  }
}
