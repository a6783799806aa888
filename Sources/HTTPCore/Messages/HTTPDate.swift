/// The date format of HTTP: IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
package enum HTTPDate {
  private static var days: [StaticString] { ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"] }
  private static var months: [StaticString] {
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  }

  /// The date of a number of seconds since 1970, in the years that four digits can write.
  package static func format(secondsSince1970 seconds: Int) -> String {
    let seconds = min(max(seconds, 0), 253_402_300_799)
    let (day, time) = seconds.quotientAndRemainder(dividingBy: 86_400)
    // Days to civil date: eras of 400 years that begin on 1 March, so that the leap day is a year's last.
    let shifted = day + 719_468
    let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let clock = "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
    return "\(days[day % 7]), \(two(dayOfMonth)) \(months[month - 1]) \(year < 1000 ? "0" : "")\(year) \(clock) GMT"
  }

  /// The seconds since 1970 of a date in one of HTTP's three formats (RFC 9110 §5.6.7); nil for anything else.
  package static func parse(_ text: String) -> Int? {
    let parts = text.split(separator: " ").map(String.init)
    if parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT" {  // Sun, 06 Nov 1994 08:49:37 GMT
      return seconds(year: Int(parts[3]), month: parts[2], day: Int(parts[1]), clock: parts[4])
    }
    if parts.count == 4, parts[0].hasSuffix(","), parts[3] == "GMT" {  // Sunday, 06-Nov-94 08:49:37 GMT
      let date = parts[1].split(separator: "-").map(String.init)
      guard date.count == 3, date[2].utf8.count == 2, let year = Int(date[2]) else { return nil }
      // Two digits are a year from 1970 to 2069.
      return seconds(year: year < 70 ? 2000 + year : 1900 + year, month: date[1], day: Int(date[0]), clock: parts[2])
    }
    if parts.count == 5 {  // Sun Nov  6 08:49:37 1994
      return seconds(year: Int(parts[4]), month: parts[1], day: Int(parts[2]), clock: parts[3])
    }
    return nil
  }

  private static func seconds(year: Int?, month: String, day: Int?, clock: String) -> Int? {
    guard let year, (1970...9999).contains(year), let day, let month = months.firstIndex(where: { "\($0)" == month }) else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let time = clock.split(separator: ":", omittingEmptySubsequences: false).map { $0.utf8.count == 2 ? Int($0) : nil }
    guard (1...lengths[month]).contains(day), time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
      (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    let before = year - 1
    let leapDays = before / 4 - before / 100 + before / 400 - 477
    let days = (year - 1970) * 365 + leapDays + lengths[..<month].reduce(0, +) + day - 1
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
