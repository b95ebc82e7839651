import ArgumentParser
import Glibc
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Leads through the first steps, from what to wear to the first stretch.
struct SetupVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup", abstract: "First steps: from what to wear to the first stretch.",
    discussion: """
      Each step says what it has found. Enter: go on. r: again. s: skip. b: back. q or Ctrl-C: stop.
      Steps: \(SetupStep.allCases.map { "\($0.name)" }.joined(separator: ", ")).
      Nothing about the progress is stored: --step begins where you like.
      """)

  @Option(help: ArgumentHelp("Begin with this step.", valueName: "name"))
  var step: SetupStep = .wear

  @Flag(help: "Lines that follow one another instead of a screen, for a screen reader; each key ends with Enter.")
  var plain = false

  @OptionGroup var bus: BusOptions

  @Option(
    help: ArgumentHelp("Look for the installed files below this folder.", valueName: "folder", visibility: .hidden))
  var root: String?

  func run() throws {
    try Failure.reported { () throws(Failure) in
      guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
        throw Failure(message: SetupWords.noTerminal, status: 64)
      }
      let service = SetupService(bus, root: Text((root ?? "").utf8))
      let run = SetupRun(SetupDialogue(isPlain: plain), service, try DataFiles.load(nil))
      try run.run(from: step)
    }
    if Interrupt.isDue { throw ExitCode(130) }
  }
}

/// One run through the steps.
final class SetupRun {
  private let dialogue: SetupDialogue
  private let service: SetupService
  private let settings: Settings
  private var findings = [SetupFinding?](repeating: nil, count: SetupStep.count)
  private var wasSynthetic = false

  init(_ dialogue: SetupDialogue, _ service: SetupService, _ settings: Settings) {
    (self.dialogue, self.service, self.settings) = (dialogue, service, settings)
  }

  func run(from first: SetupStep) throws(Failure) {
    dialogue.open()
    defer { dialogue.close() }
    var step: SetupStep? = first
    while let current = step {
      let stage = SetupStage.make(current, service, settings, isPlain: dialogue.isPlain)
      dialogue.begin()
      guard let move = try lead(stage) else {
        findings[current.rawValue] = stage.finding
        return end(stoppedAt: current, first)
      }
      switch move {
      case .next:
        findings[current.rawValue] = stage.finding
        step = current.next
      case .skip:
        findings[current.rawValue] = nil
        step = current.next
      case .back: step = current.previous ?? current
      case .again: break
      }
    }
    end(stoppedAt: nil, first)
  }

  /// - Returns: where to go; nil to stop.
  private func lead(_ stage: SetupStage) throws(Failure) -> SetupMove? {
    while true {
      stage.update()
      wasSynthetic = service.isSynthetic
      var page = stage.page
      if service.isSynthetic { page.remark = SetupWords.syntheticRemark }
      page.keys = SetupWords.keys(stage, page.keys)
      dialogue.show(page)
      switch dialogue.wait(stage.descriptors) {
      case .end: return nil
      case .tick: break
      case .key(let key):
        switch stage.press(key) {
        case .move(let move): return move
        case .handled: dialogue.turn()
        case .perform:
          dialogue.close()
          try stage.perform()
          JobControl.unblock([SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGWINCH, SIGTSTP])
          if Interrupt.isDue { return nil }
          dialogue.open()
        case .ignored: if let move = Self.move(key) { return move }
        }
      }
    }
  }

  private static func move(_ key: UInt8) -> SetupMove? {
    switch key {
    case UInt8(ascii: "\n"): .next
    case UInt8(ascii: "r"): .again
    case UInt8(ascii: "s"): .skip
    case UInt8(ascii: "b"): .back
    default: nil
    }
  }

  /// The last lines, which stay on the terminal.
  private func end(stoppedAt stopped: SetupStep?, _ first: SetupStep) {
    dialogue.close()
    for step in SetupStep.allCases where step.rawValue >= first.rawValue {
      if let stopped, step.rawValue > stopped.rawValue { break }
      for line in SetupWords.summary(step, findings[step.rawValue]) { print(line) }
    }
    print("")
    if let stopped {
      let isDone = findings[stopped.rawValue]?.isGood == true
      print(SetupWords.stopped(stopped, goOn: isDone ? stopped.next ?? stopped : stopped).text)
    } else {
      print(wasSynthetic ? Paragraph.wrapped(SetupWords.afterwardsSynthetic.text) : SetupWords.afterwards.text)
    }
  }
}
