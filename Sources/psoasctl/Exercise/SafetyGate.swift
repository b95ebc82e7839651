import Foundation
import PsoasMonitor

/// What to know before the first exercise, shown once and read before the session begins.
enum SafetyGate {
  static func pass() {
    if isatty(STDIN_FILENO) == 1 {
      SafetyNotice.showOnce { SafetyGate.ask() }
    } else {
      SafetyNotice.showOnce()
    }
  }

  private static func ask() {
    StandardError.write("Press Enter to go on, Ctrl-C to leave it. ")
    _ = readLine()
  }
}
