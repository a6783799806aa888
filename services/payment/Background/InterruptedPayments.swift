import Logging
import ServiceLifecycle

/// Looks every few seconds for what was interrupted, and has it finished.
struct InterruptedPayments: Service {
  let resumeInterrupted: ResumeInterrupted
  let logger: Logger
  var interval: Duration = .seconds(2)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          let count = try await resumeInterrupted()
          if count > 0 { logger.notice("interrupted payments settled", metadata: ["count": "\(count)"]) }
        } catch {
          if !Task.isCancelled { logger.warning("interrupted payments not looked at", metadata: ["error": "\(error)"]) }
        }
        try? await Task.sleep(for: interval)
      }
    }
  }
}
