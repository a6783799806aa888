#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The date format of HTTP: IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
package enum HTTPDate {
  private static var days: [StaticString] { ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] }
  private static var months: [StaticString] {
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  }

  /// The date of a number of seconds since 1970, in the years that four digits can write.
  package static func format(secondsSince1970 seconds: Int) -> String {
    var seconds = min(max(seconds, 0), 253_402_300_799)
    var date = tm()
    gmtime_r(&seconds, &date)
    let year = Int(date.tm_year) + 1900
    let clock = "\(two(date.tm_hour)):\(two(date.tm_min)):\(two(date.tm_sec))"
    return "\(days[Int(date.tm_wday)]), \(two(date.tm_mday)) \(months[Int(date.tm_mon)]) \(year) \(clock) GMT"
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
    let time = clock.split(separator: ":", omittingEmptySubsequences: false).map { $0.utf8.count == 2 ? Int($0) : nil }
    guard (1...31).contains(day), time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
      (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    var date = tm()
    (date.tm_year, date.tm_mon, date.tm_mday) = (Int32(year - 1900), Int32(month), Int32(day))
    let midnight = timegm(&date)
    // `timegm` takes 30 February for a day in March.
    guard date.tm_mday == day else { return nil }
    return midnight + hour * 3600 + minute * 60 + second
  }

  private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
