/// Makes valid and unique GraphQL names from any text.
struct GraphQLNames {
  private var reserved: Set<String>

  init(reserved: Set<String> = []) { self.reserved = reserved }

  /// Reserves the name, with a number appended if it is already reserved.
  mutating func reserve(_ wanted: String) -> String {
    var name = wanted
    var number = 2
    while !reserved.insert(name).inserted {
      name = "\(wanted)\(number)"
      number += 1
    }
    return name
  }

  /// Section 2.1.9: `/[_A-Za-z][_0-9A-Za-z]*/`. A name that starts with two underscores is reserved.
  static func isValid(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first), !text.hasPrefix("__") else { return false }
    return text.utf8.count <= 200 && text.utf8.allSatisfy(isNameByte)
  }

  /// `pet-owner id` → `petOwnerId`.
  static func camelCase(_ text: String) -> String {
    let words = words(text)
    guard let first = words.first else { return "unnamed" }
    // Capitals at the start are one word: `URLMap` → `urlMap`.
    let capitals = first.prefix { $0.isUppercase }.count
    let lowered = capitals > 1 && capitals < first.count ? capitals - 1 : capitals
    let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let name = first.prefix(lowered).lowercased() + first.dropFirst(lowered) + rest
    return first.first?.isNumber == true ? "n" + name : name
  }

  /// `pet-owner id` → `PetOwnerId`.
  static func pascalCase(_ text: String) -> String {
    let words = words(text)
    let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    guard let first = name.first else { return "Unnamed" }
    return first.isNumber ? "N" + name : name
  }

  /// `in-stock` → `IN_STOCK`.
  static func upperCase(_ text: String) -> String {
    var separated = ""
    for character in text {
      if character.isUppercase, separated.last?.isLowercase == true { separated += "_" }
      separated.append(character)
    }
    let name = words(separated).map { $0.uppercased() }.joined(separator: "_")
    guard let first = name.first else { return "EMPTY" }
    let valid = first.isNumber ? "V_" + name : name
    return ["TRUE", "FALSE", "NULL"].contains(valid) ? valid + "_" : valid
  }

  private static func words(_ text: String) -> [Substring] {
    text.prefix(120).split { character in !character.utf8.allSatisfy { isNameByte($0) && $0 != UInt8(ascii: "_") } }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
