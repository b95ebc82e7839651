import ArgumentParser
import Glibc
import PsoasMonitor
import PsoasState

/// Prints the safety advice.
struct Safety: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "safety", abstract: "Print the safety advice for exercises.")

  func run() {
    print(SafetyText.full, terminator: "")
    if isatty(STDOUT_FILENO) != 0 { SafetyMarker.set() }
  }
}

/// Shows the safety advice at the first run of a verb that leads to an exercise.
enum SafetyNotice {
  /// Shows it once, on standard error, if a person is at the terminal.
  /// - Parameter pause: waits after each page; false ends it.
  /// - Returns: false if it was not read to the end.
  @discardableResult
  static func showOnce(_ pause: (() -> Bool)? = nil) -> Bool {
    guard isatty(STDERR_FILENO) != 0, !SafetyMarker.isSet else { return true }
    let text = "\(SafetyText.full)\n`psoasctl safety` prints this again."
    let rows = pause == nil ? Int.max : Terminal.size(of: STDERR_FILENO).rows
    for page in pages(of: text, rows: rows) {
      StandardError.write(page + "\n\n")
      if let pause, !pause() { return false }
    }
    SafetyMarker.set()
    return true
  }

  /// Split at paragraphs, so that nothing scrolls off the screen unread; three rows are reserved for the question
  /// below.
  static func pages(of text: String, rows: Int) -> [String] {
    var pages: [String] = []
    var page: [Substring] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for paragraph in lines.split(whereSeparator: \.isEmpty) {
      if !page.isEmpty, page.count + 1 + paragraph.count > rows - 3 {
        pages.append(page.joined(separator: "\n"))
        page = Array(paragraph)
      } else {
        page += (page.isEmpty ? [] : [""]) + paragraph
      }
    }
    return pages + [page.joined(separator: "\n")]
  }
}
