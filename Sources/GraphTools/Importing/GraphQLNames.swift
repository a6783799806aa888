import Foundation
import HTTPCore

/// Makes valid and unique GraphQL names from any text.
struct GraphQLNames {
  private var reserved: Set<String>
  /// Names of other schema files, which get the prefix.
  private let foreign: Set<String>
  private let prefix: String

  init(reserved: Set<String> = [], foreign: Set<String> = [], prefix: String = "") {
    self.reserved = reserved
    self.foreign = foreign
    self.prefix = prefix
  }

  /// Reserves the name, with a number appended if it is already reserved.
  mutating func reserve(_ wanted: String) -> String {
    let base =
      foreign.contains(wanted)
      ? prefix + (prefix.first?.isLowercase == true ? wanted.prefix(1).uppercased() + wanted.dropFirst() : wanted) : wanted
    var name = base
    var number = 2
    while foreign.contains(name) || !reserved.insert(name).inserted {
      name = "\(base)\(number)"
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

  /// `pet-owner_id` → `PetOwnerId`.
  static func pascalCase(_ text: String) -> String {
    let name = words(text).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
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
    guard let first = name.first else { return text.isEmpty ? "EMPTY" : "VALUE" }
    let valid = first.isNumber ? "V_" + name : name
    return ["TRUE", "FALSE", "NULL"].contains(valid) ? valid + "_" : valid
  }

  /// The name of an enum value among the others: `-created` is `CREATED_DESC` beside `created`.
  static func enumValue(_ text: String, among all: [String]) -> String {
    if let name = operators[text] { return name }
    let rest = String(text.dropFirst())
    if text.hasPrefix("-"), all.contains(rest), rest.first?.isLetter == true { return upperCase(rest) + "_DESC" }
    if text.hasPrefix("+"), all.contains("-" + rest), rest.first?.isLetter == true { return upperCase(rest) + "_ASC" }
    return upperCase(spelled(text))
  }

  /// The last step of a reference, which names the schema.
  static func lastWord(of reference: String) -> String {
    let last = reference.split(separator: "/").last.map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") } ?? reference
    let name = PercentEncoding.decode(last) ?? last
    // A whole file: `pet.yaml`.
    for ending in [".yaml", ".yml", ".json", "#"] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
    return name
  }

  /// The name for an item of a list: `PetTags` → `PetTag`, and `Data` → `DataItem`.
  static func singular(_ name: String) -> String {
    if name.hasSuffix("ies"), name.count > 4 { return name.dropLast(3) + "y" }
    if name.hasSuffix("s"), !name.hasSuffix("ss"), !name.hasSuffix("us"), name.count > 3 { return String(name.dropLast()) }
    return name + "Item"
  }

  private static let operators = [
    "=": "EQ", "==": "EQ", "!=": "NEQ", "<>": "NEQ", ">": "GT", ">=": "GTE", "<": "LT", "<=": "LTE", "*": "ALL", "+": "PLUS", "-": "MINUS",
    "/": "SLASH", "%": "PERCENT", "&": "AND", "|": "OR", "!": "NOT", "~": "LIKE",
  ]

  private static let digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

  /// Signs before a number as words, and other scripts in Latin letters.
  private static func spelled(_ text: String) -> String {
    var text = text
    if let sign = text.first, sign == "+" || sign == "-", let digit = text.dropFirst().first?.wholeNumberValue,
      digits.indices.contains(digit)
    {
      let isAlone = text.count == 2
      text = (sign == "+" ? "plus " : "minus ") + (isAlone ? digits[digit] : String(text.dropFirst()))
    }
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    let latin = text.applyingTransform(.toLatin, reverse: false) ?? text
    return latin.applyingTransform(.stripDiacritics, reverse: false) ?? latin
  }

  private static func words(_ text: String) -> [Substring] {
    spelled(String(text.prefix(120))).split { character in !character.utf8.allSatisfy { isNameByte($0) && $0 != UInt8(ascii: "_") } }
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
