import Glibc
import PsoasMonitor

/// Shows the safety advice once before the first session, and waits for confirmation.
enum SafetyGate {
  /// - Parameter returns: Ctrl-C leads back to the caller; otherwise it ends this process.
  /// - Returns: false after Ctrl-C.
  static func pass(returns: Bool = false) -> Bool {
    guard isatty(STDIN_FILENO) == 1 else { return SafetyNotice.showOnce() }
    guard returns else { return SafetyNotice.showOnce(ask) }
    return Interrupt.whileWatching { SafetyNotice.showOnce(ask) }
  }

  private static func ask() -> Bool {
    StandardError.write("Press Enter to continue, Ctrl-C to cancel. ")
    var byte: UInt8 = 0
    while byte != UInt8(ascii: "\n"), !Interrupt.isDue {
      let count = read(STDIN_FILENO, &byte, 1)
      // The end of input confirms, as in a script.
      if count == 0 || count < 0 && errno != EINTR { break }
    }
    return !Interrupt.isDue
  }
}
