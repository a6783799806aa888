import CoreMetrics
import Observability
import SharedKernel
import Synchronization
import Testing

@Suite struct PrometheusRegistryTests {
  @Test func rendersEachKindOfMetric() {
    let registry = PrometheusRegistry()
    Counter(label: "http.requests", dimensions: [("route", "GET /x"), ("code", "200")], factory: registry).increment(by: 3)
    Counter(label: "http.requests", dimensions: [("code", "200"), ("route", "GET /x")], factory: registry).increment()
    Meter(label: "pool_size", factory: registry).set(2.5)
    CoreMetrics.Timer(label: "latency_seconds", factory: registry).recordNanoseconds(3_000_000)
    let text = String(decoding: registry.render(), as: UTF8.self)
    #expect(text.contains("# TYPE http_requests counter\nhttp_requests{code=\"200\",route=\"GET /x\"} 4\n"))
    #expect(text.contains("# TYPE pool_size gauge\npool_size 2.5\n"))
    #expect(text.contains("latency_seconds_bucket{le=\"0.0025\"} 0\nlatency_seconds_bucket{le=\"0.005\"} 1\n"))
    #expect(text.contains("latency_seconds_bucket{le=\"+Inf\"} 1\nlatency_seconds_sum 0.003\nlatency_seconds_count 1\n"))
  }

  @Test func escapesLabelsAndNames() {
    let registry = PrometheusRegistry()
    Counter(label: "9 lives", dimensions: [("a-b", "x\"\\\ny")], factory: registry).increment()
    #expect(String(decoding: registry.render(), as: UTF8.self) == "# TYPE _9_lives counter\n_9_lives{a_b=\"x\\\"\\\\\\ny\"} 1\n")
  }

  @Test func describesMetricsAndReadsValuesAtEachScrape() {
    let registry = PrometheusRegistry()
    registry.describe("hits_total", "All hits,\nwith a \\.")
    registry.makeCounter(label: "hits_total", dimensions: []).increment(by: 1)
    registry.describe("not_made_total", "Nothing.")
    let level = Atomic<Int>(1)
    registry.observe("level", .gauge, "The level.") {
      [.init(Double(level.load(ordering: .relaxed)), labels: [("side", "b")]), .init(7, labels: [("side", "a")])]
    }
    registry.observe("absent", .gauge, "Not known.") { [] }
    let expected = #"""
      # HELP hits_total All hits,\nwith a \\.
      # TYPE hits_total counter
      hits_total 1
      # HELP level The level.
      # TYPE level gauge
      level{side="a"} 7
      level{side="b"} 1

      """#
    #expect(String(decoding: registry.render(), as: UTF8.self) == expected)
    level.store(2, ordering: .relaxed)
    #expect(String(decoding: registry.render(), as: UTF8.self).contains("level{side=\"b\"} 2\n"))
  }

  @Test func everyProcessHasTheStandardMetrics() throws {
    let registry = PrometheusRegistry()
    registry.addProcessMetrics(revision: "abc")
    let text = String(decoding: registry.render(), as: UTF8.self)
    func value(_ name: String) throws -> Double {
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") }, "\(name)")
      return try #require(line.split(separator: " ").last.flatMap { Double($0) })
    }
    #expect(try value("process_cpu_seconds_total") > 0)
    #expect(try value("process_max_fds") > 0)
    #expect(text.contains(#"trellis_build_info{revision="abc",version="1.0.0"} 1"#))
    #if os(Linux)
    let resident = try value("process_resident_memory_bytes")
    #expect(resident > 1_000_000)
    #expect(try value("process_virtual_memory_bytes") > resident)
    #expect(try value("process_threads") >= 1)
    #expect((3..<100_000).contains(try value("process_open_fds")))
    let now = Double(Timestamp.now.secondsSince1970)
    #expect((now - 86_400...now + 2).contains(try value("process_start_time_seconds")))
    #endif
  }

  @Test func aNameKeepsItsFirstType() {
    let registry = PrometheusRegistry()
    Counter(label: "n", factory: registry).increment()
    Meter(label: "n", factory: registry).set(7)
    #expect(String(decoding: registry.render(), as: UTF8.self) == "# TYPE n counter\nn 1\n")
  }
}
