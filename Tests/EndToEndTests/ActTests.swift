import Foundation
import TestSupport
import Testing

/// What the acting verbs print.
@Suite struct ActTests {
  @Test(arguments: Program.daemons)
  func `each act says what is so now and how to take it back, and undo does`(daemon: Program) throws {
    let bus = try PrivateBus()
    let scratch = try Scratch()
    let settings = try scratch.write("brisk.conf", "[Reminders]\nSittingTime=5min\n")
    let environment = ["TZ": Program.morning]
    let running = try daemon.with(bus.environment).with(environment).start(
      ["--synthetic", "--bus", "user", "--output", "jsonl", "--speed", "20", "--config", settings])
    defer { running.kill() }
    let psoasctl = Program.psoasctl.with(bus.environment).with(environment)
    func act(_ words: String...) throws -> String {
      let result = try psoasctl.run(words)
      #expect(result.status == 0 && result.errors.isEmpty, "\(words): \(result.errors)")
      #expect(result.lines.count == 1, "\(words): \(result.output)")
      return result.lines.first ?? ""
    }
    #expect(running.prints(#""event":"reminder","#))
    let stretch = "Kneeling hip-flexor stretch"
    let back = " To take it back: psoasctl undo"
    #expect(try act("snooze", "5").wholeMatch(of: /Snoozed until \d\d:\d\d\..*psoasctl undo/) != nil)
    #expect(try psoasctl.run(["status"]).output.contains(/quiet +you snoozed suggestions until \d\d:\d\d\n/))
    #expect(try act("undo") == "The snooze is taken back, and the suggestion is open again.")
    #expect(try act("skip") == "Suggestion dismissed: \(stretch).\(back)")
    #expect(try act("undo") == "The skip is taken back, and the suggestion is open again.")
    #expect(try act("done").wholeMatch(of: /Kneeling .* noted as done at \d\d:\d\d\. .*psoasctl undo/) != nil)
    #expect(try psoasctl.run(["programme"]).output.contains("●"))
    #expect(try act("undo") == "\(stretch) is no longer noted as done, and the suggestion is open again.")
    #expect(try !psoasctl.run(["programme"]).output.contains("●"))
    #expect(try act("snooze", "--until", "3pm") == "Snoozed until 15:00.\(back)")
    #expect(try act("undo").contains("open again"))
    #expect(try act("correct", "standing") == "Counted as standing until the sensors detect a change.\(back)")
    #expect(try act("undo") == "The correction is taken back: sitting.")
    #expect(try act("correct", "standing", "--all-along").hasPrefix("Counted as standing since the last change, and"))
    #expect(try act("undo") == "The correction is taken back: sitting.")
    let nothing = try psoasctl.run(["undo"])
    #expect(nothing.status == 69 && nothing.errors.hasPrefix("There is nothing to take back: "))
    #expect(try act("pause") == "No suggestions until you resume them. To take it back: psoasctl resume")
    // Without a suggestion it has to be told which exercise.
    let unnamed = try psoasctl.run(["done"])
    #expect(unnamed.status == 69 && unnamed.output.isEmpty)
    #expect(unnamed.errors.contains("psoasctl done kneeling-hip-flexor") && unnamed.errors.contains("plank"))
    #expect(try act("resume").hasPrefix("Suggestions are no longer paused"))
    #expect(try act("skip") == "No more suggestions today.\(back)")
    #expect(try act("undo") == "The skip is taken back.")
    #expect(try act("done", "plank").hasPrefix("Plank noted as done at "))
    #expect(try act("undo") == "Plank is no longer noted as done.")
    let near = try psoasctl.run(["done", "kneeling"])
    #expect(near.status == 69 && near.errors.contains("did you mean kneeling-hip-flexor?"))
    #expect(running.stop().status == 0)
  }

  @Test func `values have words in help, in completions and in refusals`() throws {
    for (words, expected) in [
      (["correct", "0"], "'standing', 'walking', 'sitting' or 'lying'"), (["sensors", "assign", "0", "x"], "'pelvis'"),
      (["calibrate", "--step", "0"], "- neutral"),
      (["exercise", "start", "plank", "--side", "0"], "'left' and 'right'"),
    ] {
      let refused = try Program.psoasctl.run(words)
      #expect(refused.status == 64 && refused.errors.contains(expected), "\(words): \(refused.errors)")
    }
    let help = try Program.psoasctl.run(["calibrate", "--help"]).output
    #expect(help.contains(/neutral +- stand tall/) && help.contains(/pelvis +- on the sacrum/))
    for shell in ["bash", "zsh", "fish"] {
      let script = try Program.psoasctl.run(["--generate-completion-script", shell]).output
      #expect(script.contains("habitual-stance") && script.contains("pelvis") && script.contains("walking"))
      #expect(!script.contains("0 1 2") && !script.contains("'0' '1'"), "\(shell)")
    }
  }

  @Test func `working hours that were meant for the afternoon are refused with what to write`() throws {
    let scratch = try Scratch()
    let file = try scratch.write("a.conf", "[Reminders]\nWorkingHours=08:00-4:00\n")
    let checked = try Program.psoasctl.run(["config", "check", file])
    #expect(checked.status == 65)
    #expect(
      checked.errors.hasSuffix(
        "a.conf:2: WorkingHours=08:00-04:00 continues past midnight, for 20 hours: write 08:00-16:00 for the afternoon, "
          + "or 08:00-24:00 00:00-04:00 if you mean the night\n"), "\(checked.errors)")
    for hours in ["08:00-16:00", "8am-4pm", "22:00-06:00", "08:00-24:00 00:00-04:00", "Mon-Fri 18:00-6:00"] {
      let good = try scratch.write("b.conf", "[Reminders]\nWorkingHours=\(hours)\n")
      #expect(try Program.psoasctl.run(["config", "check", good]).status == 0, "\(hours)")
    }
  }

  @Test func `on a terminal forget shows what would go, and asks`() throws {
    let scratch = try Scratch()
    let state = scratch.path("state")
    let run = try Program.psoasd.with(["XDG_STATE_HOME": state]).run(
      ["--synthetic", "--history", "--bus", "none", "--output", "none", "--speed", "100000", "--seconds", "4000"])
    #expect(run.status == 0, "\(run.errors)")
    func forget(_ answer: String, _ more: String...) throws -> Child.Result {
      try Program(path: "/usr/bin/python3").run(
        [
          Repository.path("Tests/EndToEndTests/answer.py"), answer, Program.psoasctl.path, "forget", "--all", "--state",
          "\(state)/psoas",
        ] + more)
    }
    func days() throws -> String {
      try Program.psoasctl.run(["history", "--json", "--state", "\(state)/psoas"]).output
    }
    let before = try days()
    #expect(before.contains("\"sitting_s\""))
    let kept = try forget("n")
    #expect(kept.output.contains("1 day of the history, ") && kept.output.contains("suggestion"), "\(kept.output)")
    #expect(kept.output.contains("Delete this permanently? [y/N]") && kept.output.contains("Nothing was deleted."))
    #expect(kept.output.hasSuffix("status 65\n"), "\(kept.output)")
    #expect(try days() == before)
    let gone = try forget("y")
    #expect(gone.output.contains("Deleted for good: every day.") && gone.output.hasSuffix("status 0\n"))
    #expect(try days().contains("\"days\":[]"))
    let unasked = try forget("", "--yes")
    #expect(!unasked.output.contains("[y/N]") && unasked.output.hasSuffix("status 0\n"), "\(unasked.output)")
  }
}
