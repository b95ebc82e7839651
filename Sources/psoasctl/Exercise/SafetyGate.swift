import Glibc
import PsoasMonitor

/// Shows the safety advice once before the first session, and waits for confirmation.
enum SafetyGate {
  static func pass() {
    if isatty(STDIN_FILENO) == 1 {
      SafetyNotice.showOnce { SafetyGate.ask() }
    } else {
      SafetyNotice.showOnce()
    }
  }

  private static func ask() {
    StandardError.write("Press Enter to continue, Ctrl-C to cancel. ")
    _ = readLine()
  }
}
