import Foundation
import PsoasMonitor
import PsoasSettings
import PsoasSystem
import TestSupport
import Testing

@testable import psoasctl

/// The data and the pages of `psoasctl setup`.
@Suite struct SetupTests {
  private func controllers() throws -> [Controller] {
    let file = IniFile(Text(try Repository.read("data/controllers.ini").utf8), name: "controllers.ini")
    var faults: [Text] = []
    let all = Controller.all(file, &faults)
    #expect(faults.isEmpty, "\(faults.map(\.text))")
    return all
  }

  @Test func `each controller has what a newcomer needs, in plain ASCII`() throws {
    let all = try controllers()
    #expect((5...9).contains(all.count))
    #expect(Set(all.map(\.title.text)).count == all.count)
    let verbs = ["power", "scan", "pair", "trust", "connect", "agent", "default-agent"]
    for controller in all {
      let title = controller.title.text
      #expect((1...22).contains(title.count) && !controller.press.isEmpty, "\(title)")
      for text in [controller.title, controller.name, controller.press, controller.wake, controller.note] {
        #expect(text.allSatisfy { (0x20..<0x7F).contains($0) }, "\(title): \(text.text)")
      }
      for sentence in [controller.press, controller.wake, controller.note] where !sentence.isEmpty {
        #expect(sentence.hasSuffix(".") || sentence.text.contains(/man [a-z-]+\.$/), "\(title): \(sentence.text)")
      }
      #expect(controller.hasCable || !controller.commands.isEmpty, "\(title) cannot be connected")
      #expect(controller.commands.isEmpty == controller.name.isEmpty, "\(title)")
      for command in controller.commands {
        let words = command.text.split(separator: " ").map(String.init)
        #expect(verbs.contains(words[0]), "\(title): \(command.text)")
        if ["pair", "trust", "connect"].contains(words[0]) { #expect(words.last == "ADDRESS") }
      }
    }
  }

  @Test func `the README's controllers are in the list`() throws {
    let titles = try controllers().map(\.title.text)
    for name in ["Joy-Con", "Pro Controller", "DualSense", "DualShock 4", "DualShock 3", "Wii Remote"] {
      #expect(titles.contains(name))
      #expect(try Repository.read("README.md").contains(name))
    }
  }

  @Test func `an unknown key, and a value that is none, are faults`() {
    var faults: [Text] = []
    let file = IniFile("[a]\nTitle=A\nColor=red\nCable=perhaps\nWake=\n", name: "x")
    #expect(Controller.all(file, &faults).count == 1)
    #expect(
      faults.map(\.text)
        == ["Color", "Cable", "Wake"].enumerated().map { "line \($0.offset + 3): \($0.element)= is not expected" })
  }

  /// A page with everything in it.
  private var page: SetupPage {
    var page = SetupPage(.permission)
    page.remark = SetupWords.syntheticRemark
    page.picture = (0..<19).map { _ in Text("⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿".utf8) }
    page.say(SetupWords.wear)
    page.lines += SetupWords.safety
    page.say(
      """
      $sudo install -D -m 644 '/a b/c.rules' /etc/udev/rules.d/72-psoas.rules && sudo udevadm control --reload && sudo udevadm trigger
      """)
    page.live = [SetupPage.Line("Nintendo Switch Left Joy-Con IMU", share: 2)]
    page.keys = ["Enter", "1-7", "r", "s", "b", "q"].map { SetupPage.Key(Text($0.utf8), "does something") }
    return page
  }

  @Test func `a page fits every screen, its keys are on each, and its parts have all of its text`() {
    for columns in [1, 20, 40, 79, 80, 120, 200] {
      for rows in [1, 2, 6, 12, 24, 40, 100] {
        for isUnicode in [true, false] {
          var style = ScreenStyle()
          (style.columns, style.rows, style.isUnicode) = (columns, rows, isUnicode)
          let view = SetupView(page: page, style: style)
          var text = ""
          let parts = view.rows(part: 0).parts
          for part in 0..<parts {
            let drawn = view.rows(part: part).rows
            #expect(drawn.count <= rows && drawn.allSatisfy { $0.width <= columns }, "\(columns)x\(rows)")
            let screen = drawn.map(\.text).joined(separator: "\n")
            if columns >= 40, rows >= 12 { #expect(screen.contains("q does something"), "\(columns)x\(rows)") }
            if !isUnicode { #expect(screen.utf8.allSatisfy { $0 < 0x80 }) }
            text += screen + "\n"
          }
          guard columns >= 60, rows >= 12 else { continue }
          for word in ["usual", "walking.", "pregnant", "worse.", "72-psoas.rules", "Left"] {
            let isThere = text.contains(word)
            #expect(isThere, "\(word): \(columns)x\(rows)")
          }
        }
      }
    }
  }

  @Test func `a command that is wider than the screen is still one command of the shell`() throws {
    var page = SetupPage(.permission)
    page.say("$printf %s,%s,%s,%s,%s one two three four 'five' && printf %s six-seven-eight-nine-ten")
    var style = ScreenStyle()
    style.columns = 40
    let rows = SetupView(page: page, style: style).rows(part: 0).rows.map(\.text)
    let command = rows.filter { $0.hasPrefix("    ") }
    #expect(command.count > 1)
    #expect(
      try Child.run("sh", ["-c", command.joined(separator: "\n")]).output
        == "one,two,three,four,fivesix-seven-eight-nine-ten")
  }

  @Test func `the manual lists each step with its title`() throws {
    let manual = try Repository.read("man/psoasctl.1")
    for step in SetupStep.allCases {
      #expect(manual.contains(".It Cm \(step.name)\n\(step.title)\n"), "\(step.name)")
    }
  }

  @Test func `words of a picture stand where the file puts them, over the dots`() throws {
    let picture = try #require(ExercisePicture(svg: Text(try Repository.read("data/wearing.svg").utf8)))
    for isPlain in [true, false] {
      let lines = picture.lines(isPlain: isPlain).map(\.text)
      for word in ["trunk", "pelvis", "thigh", "from behind", "from the side"] {
        #expect(lines.count { $0.contains(word) } == 1, "\(word)")
      }
      #expect(lines.allSatisfy { $0.count <= 52 })
      #expect(lines.joined().count { $0 == "+" } == 5)
    }
    // A place outside the picture is left out.
    let outside = Text(
      "<path d=\"M0 0 L9 9\"/><text x=\"900\" y=\"-5\">no</text><text x=\"1\" y=\"nan\">no</text>".utf8)
    #expect(try #require(ExercisePicture(svg: outside)).lines(isPlain: true).allSatisfy { !$0.text.contains("no") })
  }
}
