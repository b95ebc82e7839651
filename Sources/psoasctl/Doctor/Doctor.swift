import ArgumentParser
import Glibc
import PsoasMonitor
import PsoasSystem

/// Looks for what keeps Psoas from working, and says what fixes it.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Find out what does not work, with the command that fixes it or shows more.",
    discussion: """
      One line for each check: ok, a warning, or a problem, and below it the command that fixes it or shows more. Nothing is changed.
      With --json one object per line, for a script. The exit status is 1 if there is a problem, otherwise 0.
      """)

  @OptionGroup var bus: BusOptions

  @Flag(help: "Print one JSON object per finding.")
  var json = false

  @Option(
    help: ArgumentHelp("Look for the installed files below this folder.", valueName: "folder", visibility: .hidden))
  var root: String?

  func run() throws {
    let findings = Examination(bus, root: Text((root ?? "").utf8)).findings()
    for (check, finding) in findings {
      print(json ? Self.json(check, finding).text : Self.lines(check, finding, width: width).joined(separator: "\n"))
    }
    let problems = findings.count { $0.finding.verdict == .problem }
    if !json { print(Self.summary(problems: problems, warnings: findings.count { $0.finding.verdict == .warning })) }
    if problems > 0 { throw ExitCode.failure }
  }

  private var width: Int { isatty(STDOUT_FILENO) == 1 ? Terminal.size(of: STDOUT_FILENO).columns : Int.max }

  /// `problem  access  Joy-Con cannot be read`, and the remedy on a line of its own, which is never broken.
  static func lines(_ check: DoctorCheck, _ finding: Finding, width: Int) -> [String] {
    let head = "\(finding.verdict.name)".padded(to: 9) + "\(check.name)".padded(to: 15)
    let words = Paragraph.lines(finding.words.line, width: max(width - head.count - 1, 30))
    let indent = String(repeating: " ", count: head.count)
    var lines = words.enumerated().map { ($0.offset == 0 ? head : indent) + $0.element }
    if !finding.remedy.isEmpty { lines.append(indent + finding.remedy.line) }
    return lines
  }

  static func summary(problems: Int, warnings: Int) -> String {
    let found: Text =
      "\(count: problems, "problem", "problems"), \(count: warnings, "warning", "warnings")"
    return problems + warnings == 0 ? "\nAll is well." : "\n\(found)."
  }

  static func json(_ check: DoctorCheck, _ finding: Finding) -> Text {
    """
    {"check":"\(check.name)","result":"\(finding.verdict.name)","finding":\(json: finding.words),"remedy":\
    \(json: finding.remedy)}
    """
  }
}
