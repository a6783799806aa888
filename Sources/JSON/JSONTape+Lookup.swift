// Ways from node to node. A place that does not exist is -1.
extension JSONTape {
  /// An object's member; of duplicates the last. -1 when there is none, or the node is no object.
  func member(_ name: UnsafeBufferPointer<UInt8>, of index: Int) -> Int {
    let node = nodes[index]
    guard node.kind == .object else { return -1 }
    let length = name.count + 2
    var found = -1
    bytes.withUnsafeBufferPointer { bytes in
      var child = index + 1
      for _ in 0..<node.count {
        let key = nodes[child]
        if key.isEscaped {
          if JSONText.unescape(bytes, key).elementsEqual(name) { found = child + 1 }
        } else if Int(key.end &- key.start) == length, Self.isEqual(bytes, Int(key.start) + 1, name) {
          found = child + 1
        }
        child = Int(nodes[child + 1].next)
      }
    }
    return found
  }

  /// An array's element; -1 past its end, or when the node is no array.
  func element(_ position: Int, of index: Int) -> Int {
    let node = nodes[index]
    guard node.kind == .array, position >= 0, position < node.count else { return -1 }
    var child = index + 1
    for _ in 0..<position { child = Int(nodes[child].next) }
    return child
  }

  @inline(__always)
  private static func isEqual(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    for offset in 0..<name.count where bytes[start &+ offset] != name[offset] { return false }
    return true
  }
}
