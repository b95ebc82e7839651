import ArgumentParser
import PsoasMonitor

/// Prints what to know before the first exercise.
struct Safety: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "What to know before the first exercise.")

  func run() { print(SafetyText.full, terminator: "") }
}
