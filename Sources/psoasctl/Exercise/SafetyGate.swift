import Glibc
import PsoasMonitor

/// Shows the safety advice once before the first session, and waits for confirmation.
enum SafetyGate {
  /// Set only by the signal handler, which must do nothing else (signal-safety(7)).
  nonisolated(unsafe) private static var isCancelled: sig_atomic_t = 0

  /// - Parameter returns: Ctrl-C leads back to the caller; otherwise it ends this process.
  /// - Returns: false after Ctrl-C.
  static func pass(returns: Bool = false) -> Bool {
    guard isatty(STDIN_FILENO) == 1 else { return SafetyNotice.showOnce() }
    guard returns else { return SafetyNotice.showOnce(ask) }
    isCancelled = 0
    var (handling, former) = (sigaction(), sigaction())
    // Without SA_RESTART, so that it ends the wait for a key.
    handling.__sigaction_handler.sa_handler = { _ in SafetyGate.isCancelled = 1 }
    sigaction(SIGINT, &handling, &former)
    defer { sigaction(SIGINT, &former, nil) }
    return SafetyNotice.showOnce(ask)
  }

  private static func ask() -> Bool {
    StandardError.write("Press Enter to continue, Ctrl-C to cancel. ")
    var byte: UInt8 = 0
    while byte != UInt8(ascii: "\n"), isCancelled == 0 {
      let count = read(STDIN_FILENO, &byte, 1)
      // The end of input confirms, as in a script.
      if count == 0 || count < 0 && errno != EINTR { break }
    }
    return isCancelled == 0
  }
}
