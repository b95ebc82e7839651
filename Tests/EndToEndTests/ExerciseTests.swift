import Foundation
import TestSupport
import Testing

@Suite struct ExerciseCommandTests {
  @Test func `a simulated session is recorded, and a replay checks it the same way each time`() throws {
    let scratch = try Scratch()
    let folder = scratch.path("bridge.psoas")
    let made = try Program.psoasctl.run(["simulate", "--exercise", "glute-bridge", "--seed", "2", folder])
    #expect(made.status == 0, "\(made.errors)")
    let first = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    let finished = try #require(first.lines.first { $0.contains("\"session\":\"finished\"") })
    #expect(finished.contains("\"ending\":\"completed\"") && finished.contains("\"repetitions\":30,"))
    #expect(finished.contains("\"checked\":1.000"))
    #expect(try Program.psoasctl.run(["replay", folder, "--events", "-"]).output == first.output)
  }

  @Test func `a wearer who stays seated through a session gets no credit in the replay either`() throws {
    let scratch = try Scratch()
    let folder = scratch.path("idle.psoas")
    #expect(try Program.psoasctl.run(["simulate", "--exercise", "plank", "--idle", folder]).status == 0)
    let events = try Program.psoasctl.run(["replay", folder, "--events", "-"])
    let finished = try #require(events.lines.first { $0.contains("\"session\":\"finished\"") })
    #expect(finished.contains("\"ending\":\"abandoned\"") && finished.contains("\"credit\":0.000"))
  }

  @Test func `a prescription of a few lines is shown without empty headings, a bad one with its line`() throws {
    let scratch = try Scratch()
    let exercises = URL(fileURLWithPath: scratch.path("config/psoas/exercises"))
    try FileManager.default.createDirectory(at: exercises, withIntermediateDirectories: true)
    try "[Exercise]\nTitle=Heel slides\nRepetitions=10-12\nSides=2\n".write(
      to: exercises.appendingPathComponent("heel-slides.ini"), atomically: true, encoding: .utf8)
    try "[Exercise]\nTitle=Wrong\nRepetition=10\n".write(
      to: exercises.appendingPathComponent("wrong.ini"), atomically: true, encoding: .utf8)
    let own = Program.psoasctl.with(["XDG_CONFIG_HOME": scratch.path("config")])
    let shown = try own.run(["exercise", "show", "heel-slides"])
    #expect(
      shown.output == "Heel slides: 10 to 12 repetitions a side\n\n"
        + "Sensor: by the clock; a sensor on the pelvis cannot check this one.\n")
    #expect(shown.errors.contains("/wrong.ini:3: unknown key Repetition= in [Exercise]: did you mean Repetitions=?"))
    let list = try own.run(["exercise", "list"])
    #expect(list.lines.contains { $0.hasPrefix("heel-slides ") } && !list.output.contains("wrong"))
  }

  @Test func `a recording of an own exercise replays the same where nobody knows that exercise`() throws {
    let scratch = try Scratch()
    let exercises = URL(fileURLWithPath: scratch.path("config/psoas/exercises"))
    try FileManager.default.createDirectory(at: exercises, withIntermediateDirectories: true)
    try "[Exercise]\nTitle=Heel slides\nRepetitions=3\nSides=2\n".write(
      to: exercises.appendingPathComponent("heel-slides.ini"), atomically: true, encoding: .utf8)
    let own = Program.psoasctl.with(["XDG_CONFIG_HOME": scratch.path("config")])
    let folder = scratch.path("slides.psoas")
    let made = try own.run(["simulate", "--exercise", "heel-slides", folder])
    #expect(made.status == 0, "\(made.errors)")
    let here = try own.run(["replay", folder, "--events", "-"])
    #expect(here.output.contains("\"session\":\"finished\"") && here.output.contains("Heel slides"))
    // The replay is the same on a machine without this exercise, and on one with another exercise of the same name.
    #expect(try Program.psoasctl.run(["replay", folder, "--events", "-"]).output == here.output)
    try "[Exercise]\nTitle=Heel slides\nRepetitions=30\n".write(
      to: exercises.appendingPathComponent("heel-slides.ini"), atomically: true, encoding: .utf8)
    #expect(try own.run(["replay", folder, "--events", "-"]).output == here.output)
  }

  @Test func `exercises are listed and shown, and an unknown one names the nearest`() throws {
    let list = try Program.psoasctl.run(["exercise", "list"])
    #expect(
      list.lines.contains { $0.hasPrefix("glute-bridge ") && $0.contains("  Glute bridge  ") && $0.hasSuffix(" *") })
    #expect(list.lines.contains { $0.hasPrefix("heel-raises ") && !$0.hasSuffix("*") })
    #expect(list.lines.last == "* checked by the sensor, if it is worn on the pelvis")
    let shown = try Program.psoasctl.run(["exercise", "show", "plank"])
    #expect(shown.output.contains("Cautions: ") && shown.output.contains("Source: "))
    #expect(shown.lines.allSatisfy { $0.count <= 80 })
    // The picture, in ASCII where the locale is not UTF-8.
    let drawn = try Program.psoasctl.with(["LC_ALL": "C"]).run(["exercise", "show", "plank"])
    #expect(drawn.lines.contains { $0.wholeMatch(of: /[ .'#]*####[ .'#]*/) != nil })
    let braille = try Program.psoasctl.with(["LC_ALL": "C.UTF-8"]).run(["exercise", "show", "plank"])
    #expect(braille.output.contains("\u{28FF}") && !braille.output.contains("####"))
    let plain = try Program.psoasctl.run(["exercise", "show", "plank", "--no-picture"])
    #expect(!plain.output.contains("####") && plain.output.contains("Cautions: "))
    let wrong = try Program.psoasctl.run(["exercise", "start", "glute-brigde"])
    #expect(wrong.status == 65)
    #expect(wrong.errors.contains("did you mean glute-bridge?"))
    for (word, meant) in [("kneeling", "kneeling-hip-flexor"), ("bridge", "glute-bridge"), ("sit", "sit-to-stand")] {
      let near = try Program.psoasctl.run(["exercise", "show", word])
      #expect(near.status == 65 && near.errors.contains("did you mean \(meant)?"), "\(near.errors)")
    }
  }

  @Test(arguments: ["62;4;22", "64;4", "62;22;14", ""])
  func `the picture is sixel graphics where the terminal says that it shows them`(attributes: String) throws {
    let scratch = try Scratch()
    let file = scratch.path("picture")
    let shown = try Program(path: "/usr/bin/python3").run([
      Repository.path("Tests/EndToEndTests/sixel.py"), attributes, file, Program.psoasctl.path, "exercise", "show",
      "kneeling-hip-flexor",
    ])
    #expect(shown.status == 0, "\(shown.errors)")
    let printed = try scratch.read("picture")
    guard attributes.split(separator: ";").contains("4") else {
      #expect(printed.contains("\u{28FF}") && !printed.contains("\u{1B}"), "\(printed)")
      return
    }
    #expect(!printed.contains("\u{28FF}") && printed.contains("Cautions: "))
    let start = try #require(printed.range(of: "\u{1B}P")).lowerBound
    let end = try #require(printed.range(of: "\u{1B}\\")).upperBound
    let sixel = try scratch.write("picture.sixel", String(printed[start..<end]))
    // libsixel's, because ImageMagick 6 reads its own sixel files as black.
    let decoded = try Child.run("sixel2png", ["-i", sixel, "-o", scratch.path("picture.png")])
    try #require(decoded.status == 0, "\(decoded.errors)")
    // The head, the marked muscle, the floor, and a corner without anything: two dots for a unit of data/exercises.
    let points = ["216,108", "230,224", "240,336", "20,20"].map { "%[fx:round(100*p{\($0)}.r)]" }
    let seen = try Child.run(
      "convert", [scratch.path("picture.png"), "-format", "%w %h \(points.joined(separator: " "))", "info:"])
    #expect(seen.output == "480 360 50 82 50 0", "\(seen.output) \(seen.errors)")
  }
}
