import Logging
import ServiceLifecycle
import TLS

/// Looks at the files of TLS contexts at an interval, and reads those that have changed. It logs what it reads, and certificates that expire within two
/// weeks or have expired.
///
/// If new files cannot be used, the previous certificates stay in use, and the log says why.
public struct TLSWatch: Service {
  private static let warningTime = Duration.seconds(14 * 86_400)

  private let contexts: @Sendable () -> [any TLSReloadable]
  private let interval: Duration?
  private let logger: Logger

  /// - Parameters:
  ///   - interval: nil only logs what expires.
  ///   - contexts: the contexts that are in use when it is called.
  public init(interval: Duration?, logger: Logger, contexts: @escaping @Sendable () -> [any TLSReloadable]) {
    self.interval = interval
    self.logger = logger
    self.contexts = contexts
  }

  public func run() async throws {
    for context in contexts() { logExpiry(of: context) }
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: interval ?? .seconds(86_400))
        guard !Task.isCancelled else { return }
        if interval != nil { poll() }
      }
    }
  }

  private func poll() {
    for context in contexts() {
      do throws(TLSFileError) {
        guard try context.reloadIfChanged() else { continue }
        logger.notice("certificates reloaded")
        logExpiry(of: context)
      } catch {
        logger.error("certificates rejected; the previous ones are still used", metadata: ["reason": "\(error)"])
      }
    }
  }

  private func logExpiry(of context: any TLSReloadable) {
    for (file, validity) in context.validities where validity < Self.warningTime {
      let days = Int((validity / .seconds(86_400)).rounded(.down))
      if validity < .zero {
        logger.error("the certificate has expired", metadata: ["file": "\(file)"])
      } else {
        logger.warning("the certificate expires soon", metadata: ["file": "\(file)", "days": .stringConvertible(days)])
      }
    }
  }
}
