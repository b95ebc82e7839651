import ArgumentParser
import Foundation
import PsoasHistory
import PsoasMonitor

/// Prints what to know before the first exercise.
struct Safety: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "What to know before the first exercise.")

  func run() {
    print(SafetyText.full, terminator: "")
    if isatty(STDOUT_FILENO) != 0 { SafetyMarker.set() }
  }
}

/// The safety text at the first run of a verb that leads to an exercise.
enum SafetyNotice {
  /// Shows it once, on standard error, to a person at a terminal.
  /// - Returns: whether it was shown now.
  @discardableResult
  static func showOnce() -> Bool {
    guard isatty(STDERR_FILENO) != 0, !SafetyMarker.isSet else { return false }
    FileHandle.standardError.write(Data("\(SafetyText.full)\n`psoasctl safety` prints this again.\n\n".utf8))
    SafetyMarker.set()
    return true
  }
}
