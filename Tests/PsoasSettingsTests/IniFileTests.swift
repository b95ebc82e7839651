import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasSettings

func text(_ bytes: Text) -> String { String(decoding: bytes, as: UTF8.self) }

func bytes(_ text: String) -> Text { Text(text.utf8) }

@Suite struct IniFileTests {
  private func read(_ content: Text) -> IniFile { IniFile(content, name: bytes("f.conf")) }

  private func assignments(_ file: IniFile) -> [String] {
    file.entries.map { "\($0.line) [\(text($0.section))] \(text($0.key))=\(text($0.value))" }
  }

  @Test func `assignments come with their section and line`() {
    let file = read(bytes("# a comment\n[A]\nOne = 1\n\n; another\n[B]\nTwo=zwei ; said in passing\n"))
    #expect(assignments(file) == ["3 [A] One=1", "7 [B] Two=zwei"])
    #expect(file.warnings.isEmpty)
  }

  @Test func `Windows' line ends, a byte-order mark and a last line without its end do no harm`() {
    let file = read([0xEF, 0xBB, 0xBF] + bytes("[A]\r\nOne=1\r\nTwo=2"))
    #expect(assignments(file) == ["2 [A] One=1", "3 [A] Two=2"])
    #expect(file.warnings.isEmpty)
  }

  @Test func `an indented line goes on with the value above it`() {
    let file = read(bytes("[A]\nText=one\n  two = 2\n\n  three\nNext=x\n"))
    #expect(assignments(file) == ["2 [A] Text=one", "3 [A] Text=two = 2", "5 [A] Text=three", "6 [A] Next=x"])
    #expect(file.entries.map(\.isContinuation) == [false, true, true, false])
    #expect(file.warnings.isEmpty)
  }

  @Test func `two sections of one name are told apart`() {
    #expect(read(bytes("[A]\nX=1\n[A]\nX=2\n")).entries.map(\.sectionNumber) == [1, 2])
  }

  @Test func `each invalid line is named, and the others are read`() {
    let file = read(bytes("[A]\nnonsense\nOne=1\n[B\n more nonsense\nTwo=2\n[C]\n=3\nThree=3\n"))
    #expect(
      file.warnings.map { text($0.text) } == [
        "f.conf:2: expected Key=Value, a [Section] or a # comment",
        "f.conf:4: a section header without its closing ]: the lines up to the next one are ignored",
      ])
    #expect(assignments(file) == ["3 [A] One=1", "8 [C] =3", "9 [C] Three=3"])
  }

  @Test func `a line longer than the library's limit is read whole`() {
    let values = [
      String(repeating: "é", count: 5000), (0..<400).map { "word\($0)" }.joined(separator: " "),
      String(repeating: "a#;b ", count: 300) + "c", String(repeating: "x", count: 198),
    ]
    for value in values {
      let file = read(bytes("[A]\nLong=\(value)\nNext=1\n"))
      #expect(file.warnings.isEmpty)
      #expect(assignments(file) == ["2 [A] Long=\(value)", "3 [A] Next=1"])
    }
  }

  @Test func `a comment ends a long value, and a long comment is one`() {
    let long = String(repeating: "word ", count: 100)
    let file = read(bytes("[A]\n# \(long)x=1\nLong=\(long); y=2 \(long)\n  \(long)\nNext=1\n"))
    let value = long.dropLast()
    #expect(assignments(file) == ["3 [A] Long=\(value)", "4 [A] Long=\(value)", "5 [A] Next=1"])
    #expect(file.entries.map(\.isContinuation) == [false, true, false])
    #expect(file.warnings.isEmpty)
  }

  @Test func `a long line that is no assignment is one warning and gives nothing`() {
    let file = read(bytes("[A]\nOne=1\n" + String(repeating: "word ", count: 100) + "\nNext=1\n"))
    #expect(file.warnings.map(\.line) == [3])
    #expect(assignments(file) == ["2 [A] One=1", "4 [A] Next=1"])
  }

  /// A part of a line cannot begin with a blank or a comment character: libinih would drop them.
  @Test(arguments: ["=1" + String(repeating: ";", count: 600), String(repeating: " ", count: 600) + "=1"])
  func `a long line that cannot be split is cut with a warning, and what follows is read`(rest: String) {
    let file = read(bytes("[A]\nL\(rest)\nNext=1\n"))
    #expect(
      file.warnings.first.map { text($0.text) }
        == "f.conf:2: the line is too long: the rest is ignored; continue in the next line, indented")
    #expect(assignments(file).last == "3 [A] Next=1")
    #expect(file.entries.count { text($0.key) == "L" } == (rest.hasPrefix("=") ? 1 : 0))
  }

  @Test func `a zero byte makes only its line invalid`() {
    let file = read(bytes("[A]\nOne=1\nTw") + [0] + bytes("o=2\nThree=3\n"))
    #expect(file.warnings.map { text($0.text) } == ["f.conf:3: a zero byte: this line is not text and is ignored"])
    #expect(file.entries.map { text($0.key) } == ["One", "Three"])
  }

  @Test func `an empty file has no assignments`() {
    #expect(read([]) == IniFile([], name: bytes("f.conf")))
    #expect(read([]).entries.isEmpty && read([]).warnings.isEmpty)
  }
}

@Suite struct SettingValueTests {
  @Test(arguments: [
    ("30min", 1800.0), ("90s", 90), ("1h 30min", 5400), ("1h30min", 5400), ("90", 90), ("1.5h", 5400), (" 2 min ", 120),
    ("500ms", 0.5), ("1d", 86400), ("0", 0), ("1 h 1 m 1 s", 3661), ("2 minutes 30 seconds", 150),
  ])
  func `spans of time are written as systemd writes them`(written: String, seconds: Double) {
    #expect(Values.span(bytes(written)) == seconds)
  }

  @Test(arguments: ["", "min", "30 parsecs", "-5s", "1,5h", "1.2.3s", "1e3", "5sec!", "nan", "9999999999999999s"])
  func `an invalid span of time is refused`(written: String) {
    #expect(Values.span(bytes(written)) == nil)
  }

  @Test(arguments: [(90.0, "1min 30s"), (14400, "4h"), (60, "1min"), (0, "0"), (5415, "1h 30min 15s")])
  func `a span of time is written as it is read`(seconds: Double, written: String) {
    var bytes = Text()
    Values.write(span: seconds, to: &bytes)
    #expect(text(bytes) == written)
    #expect(Values.span(bytes) == seconds)
  }

  @Test(arguments: [("0x057e", 0x057E), ("0X10", 16), ("42", 42), ("007", 7)])
  func `whole numbers are decimal or hexadecimal`(written: String, value: Int) {
    #expect(Values.whole(bytes(written)) == value)
  }

  @Test(arguments: ["", "0x", "057e", "-1", "4294967296", "1 2", "1.0"])
  func `an invalid whole number is refused`(written: String) {
    #expect(Values.whole(bytes(written)) == nil)
  }

  @Test(arguments: [("100", 100.0), ("167.5636", 167.5636), (".5", 0.5), ("0.1", 0.1), ("14247.", 14247)])
  func `decimals have a point`(written: String, value: Double) {
    #expect(Values.decimal(bytes(written)[...]) == value)
  }

  @Test(arguments: [
    ("yes", true), ("On", true), ("1", true), ("TRUE", true), ("no", false), ("off", false), ("0", false),
  ])
  func `yes and no have synonyms`(written: String, value: Bool) {
    #expect(Values.boolean(bytes(written)) == value)
  }

  @Test func `a misspelt word finds its neighbour, a strange one none`() {
    let known: [StaticString] = ["SittingTime", "Gap", "PerDay"]
    #expect(Spelling.nearest(to: bytes("sittingtime"), among: known).map { "\($0)" } == "SittingTime")
    #expect(Spelling.nearest(to: bytes("SitingTim"), among: known).map { "\($0)" } == "SittingTime")
    #expect(Spelling.nearest(to: bytes("Gpa"), among: known).map { "\($0)" } == "Gap")
    #expect(Spelling.nearest(to: bytes("Volume"), among: known) == nil)
  }
}

/// Reading ends and gives valid values, whatever the file contains.
@Suite struct ScrambledFileTests {
  private static let good = bytes(
    """
    [Reminders]
    SittingTime=1h 30min
      indented
    PerDay=8
    [Quirk]
    MatchVendor=0x057e
    UnitsPerG=102.4
    [Exercise]
    Title=é
    Hold=30-60

    """)

  @Test(arguments: TestSeed.seeds(0...7))
  func `bytes changed, left out and doubled do no harm`(seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    let name = bytes("x")
    for round in 0..<100 {
      var content = Self.good.bytes
      for _ in 0..<Int.random(in: 1...12, using: &dice) {
        let at = Int.random(in: 0..<content.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: content[at] = UInt8.random(in: 0...255, using: &dice)
        case 1: content.remove(at: at)
        case 2: content.insert(contentsOf: content[at..<min(at + 40, content.count)], at: at)
        default: content.insert(bytes("=[];# \n0-.").randomElement(using: &dice) ?? 0, at: at)
        }
      }
      let file = IniFile(Text(bytes: content), name: name)
      let lines = content.split(separator: 10, omittingEmptySubsequences: false).count
      #expect(
        file.entries.allSatisfy { (1...lines).contains($0.line) } && file.entries.count <= lines,
        "seed \(seed), round \(round)")
      var settings = Settings()
      settings.take(configuration: Text(bytes: content), name: name)
      #expect((60...14400).contains(settings.configuration.remindAfter), "seed \(seed), round \(round)")
      #expect((0...48).contains(settings.configuration.remindersPerDay), "seed \(seed), round \(round)")
      var warnings: [SettingsWarning] = []
      for quirk in QuirkFile.quirks(in: file, name: name, warnings: &warnings) {
        #expect(quirk.match != Quirk.Match(), "seed \(seed), round \(round)")
        #expect(quirk.unitsPerG ?? 1 > 0, "seed \(seed), round \(round)")
      }
      _ = ExerciseFile.exercise(name, in: file, name: name, warnings: &warnings)
    }
  }
}
