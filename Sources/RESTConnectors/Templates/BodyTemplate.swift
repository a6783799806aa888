import GraphQLExecution
import JSON

/// The body of a call: JSON text in which each slot is the JSON text of its value.
package struct BodyTemplate: Sendable, Equatable {
  package let parts: [TemplatePart]

  /// Checks that the text is JSON around its holes, and that each hole stands where a value stands.
  package init(parts: [TemplatePart]) throws(TemplateError) {
    var sample = ""
    for part in parts {
      switch part {
      case .text(let text): sample += text
      // A quoted string breaks the text when it stands inside a string already.
      case .slot: sample += "\"x\""
      }
    }
    do throws(JSONError) {
      _ = try JSONDocument(parsing: sample)
    } catch {
      throw TemplateError("the body is not JSON around its holes: \(error.message)")
    }
    self.parts = parts
  }

  /// Whether a hole differs from key to key.
  package var isKeyed: Bool { parts.contains(where: \.isKeyed) }

  /// The body for one key; an absent value is `null`.
  package func render(_ scope: TemplateScope, key: LoadKey) -> [UInt8] {
    write { slot, writer in (scope.value(of: slot, key: key) ?? .null).write(to: &writer) }
  }

  /// The body for many keys: a slot of the key is the array of all its values.
  package func render(_ scope: TemplateScope, keys: [LoadKey]) -> [UInt8] {
    write { slot, writer in
      switch slot {
      case .input, .wholeKey: JSONValue.array(keys.map { scope.value(of: slot, key: $0) ?? .null }).write(to: &writer)
      case .argument, .claim: (scope.value(of: slot, key: .none) ?? .null).write(to: &writer)
      }
    }
  }

  private func write(_ writeSlot: (TemplateSlot, inout JSONWriter) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      switch part {
      case .text(let text): bytes.append(contentsOf: text.utf8)
      case .slot(let slot):
        var writer = JSONWriter()
        writeSlot(slot, &writer)
        bytes.append(contentsOf: writer.bytes)
      }
    }
    return bytes
  }
}
