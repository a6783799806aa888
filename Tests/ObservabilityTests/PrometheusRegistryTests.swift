import CoreMetrics
import Observability
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

  @Test func aNameKeepsItsFirstType() {
    let registry = PrometheusRegistry()
    Counter(label: "n", factory: registry).increment()
    Meter(label: "n", factory: registry).set(7)
    #expect(String(decoding: registry.render(), as: UTF8.self) == "# TYPE n counter\nn 1\n")
  }
}
