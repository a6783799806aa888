import CoreMetrics
import GraphQL
import Observability

/// Counts the uses of the cache of prepared operations and shows its size. After a reload of the schema, the size is that of the new cache.
struct OperationCacheMetrics: OperationCacheObserver {
  private let hits: any CounterHandler
  private let misses: any CounterHandler
  private let evictions: any CounterHandler
  private let entries: any MeterHandler
  private let bytes: any MeterHandler

  init(_ registry: PrometheusRegistry) {
    registry.describe("gateway_operation_cache_lookups_total", "Look-ups in the cache of prepared operations, by result: hit, or miss.")
    registry.describe("gateway_operation_cache_evictions_total", "Operations that the cache dropped to stay below its limits.")
    registry.describe("gateway_operation_cache_entries", "Prepared operations in the cache.")
    registry.describe("gateway_operation_cache_bytes", "An estimate of the memory of the cache of prepared operations, in bytes.")
    hits = registry.makeCounter(label: "gateway_operation_cache_lookups_total", dimensions: [("result", "hit")])
    misses = registry.makeCounter(label: "gateway_operation_cache_lookups_total", dimensions: [("result", "miss")])
    evictions = registry.makeCounter(label: "gateway_operation_cache_evictions_total", dimensions: [])
    entries = registry.makeMeter(label: "gateway_operation_cache_entries", dimensions: [])
    bytes = registry.makeMeter(label: "gateway_operation_cache_bytes", dimensions: [])
  }

  func hit() { hits.increment(by: 1) }

  func miss() { misses.increment(by: 1) }

  func changed(entries: Int, bytes: Int, evictions: Int) {
    self.entries.set(Int64(entries))
    self.bytes.set(Int64(bytes))
    if evictions > 0 { self.evictions.increment(by: Int64(evictions)) }
  }
}
