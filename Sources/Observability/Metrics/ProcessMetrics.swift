import SharedKernel
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The metrics that every process has by the conventions of Prometheus: `process_*`, and `trellis_build_info`.
enum ProcessMetrics {
  /// - Parameter revision: the commit that the program was built from.
  static func register(in registry: PrometheusRegistry, revision: String) {
    registry.observe("trellis_build_info", .gauge, "The version of the program, as labels. The value is always 1.") {
      [.init(1, labels: [("version", Product.version), ("revision", revision)])]
    }
    registry.observe("process_cpu_seconds_total", .counter, "User and system CPU time spent, in seconds.") {
      var usage = rusage()
      guard getrusage(processItself, &usage) == 0 else { return [] }
      return [.init(seconds(usage.ru_utime) + seconds(usage.ru_stime))]
    }
    registry.observe("process_max_fds", .gauge, "The limit on open file descriptors.") {
      var limit = rlimit()
      guard getrlimit(descriptorLimit, &limit) == 0 else { return [] }
      return [.init(limit.rlim_cur == rlim_t.max ? .infinity : Double(limit.rlim_cur))]
    }
    #if os(Linux)
    registry.observe("process_resident_memory_bytes", .gauge, "Resident memory, in bytes.") {
      statistics().map { [.init($0.residentBytes)] } ?? []
    }
    registry.observe("process_virtual_memory_bytes", .gauge, "Virtual memory, in bytes.") {
      statistics().map { [.init($0.virtualBytes)] } ?? []
    }
    registry.observe("process_threads", .gauge, "The number of threads.") { statistics().map { [.init($0.threads)] } ?? [] }
    registry.observe("process_open_fds", .gauge, "The number of open file descriptors.") { openDescriptors().map { [.init($0)] } ?? [] }
    let start = startTime()
    registry.observe("process_start_time_seconds", .gauge, "When the process started, in seconds since 1970.") {
      start.map { [.init($0)] } ?? []
    }
    #endif
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

  #if canImport(Glibc)
  private static var processItself: Int32 { Int32(RUSAGE_SELF.rawValue) }
  private static var descriptorLimit: Int32 { Int32(RLIMIT_NOFILE.rawValue) }
  #else
  private static var processItself: Int32 { RUSAGE_SELF }
  private static var descriptorLimit: Int32 { RLIMIT_NOFILE }
  #endif

  #if os(Linux)
  /// Fields of /proc/self/stat, see proc_pid_stat(5).
  private struct Statistics {
    let threads: Double
    /// In clock ticks since the system started.
    let startTicks: Double
    let virtualBytes: Double
    let residentBytes: Double
  }

  private static func statistics() -> Statistics? {
    // The second field, the program's name in parentheses, may contain blanks and parentheses.
    guard let text = contents(of: "/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
    guard fields.count > 21 else { return nil }
    return Statistics(
      threads: fields[17], startTicks: fields[19], virtualBytes: fields[20],
      residentBytes: fields[21] * Double(sysconf(Int32(_SC_PAGESIZE))))
  }

  /// Seconds since 1970.
  private static func startTime() -> Double? {
    guard let system = contents(of: "/proc/stat"), let line = system.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
      let boot = Double(line.dropFirst(6)), let ticks = statistics()?.startTicks
    else { return nil }
    return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func openDescriptors() -> Double? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) { if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 } }
    // The folder itself is open while it is read.
    return Double(count - 1)
  }

  /// The text of a small file of /proc.
  private static func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
  #endif
}

extension PrometheusRegistry {
  /// Adds the metrics that every process has. `revision` is the commit that the program was built from.
  public func addProcessMetrics(revision: String) { ProcessMetrics.register(in: self, revision: revision) }
}
