import Foundation
import PsoasCore
import TestSupport
import Testing

@testable import PsoasMonitor
@testable import PsoasSettings

/// The rows of `Setting.all`, and the documents that follow from them.
@Suite struct SettingTableTests {
  private func file(_ path: String) throws -> String {
    try Repository.read(path)
  }

  /// The lines that psoas.conf(5) must have for a row; more lines may follow.
  static func manual(_ setting: Setting) -> String {
    func wrapped(_ sentence: String) -> [String] {
      var lines = [""]
      for word in sentence.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if last.count + 1 + word.count <= 80 {
          lines[lines.count - 1] += " " + word
        } else {
          lines.append(String(word))
        }
      }
      return lines
    }
    var lines = [".It Cm \(setting.key)="]
    lines += wrapped("\(setting.explanation)") + wrapped(text(setting.expected))
    let standard = text(setting.text(of: Configuration()))
    lines += standard.isEmpty ? ["Empty by default."] : ["Default", ".Ql \(standard) ."]
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func `keys are unique within their section, and names in recordings everywhere`() {
    #expect(Set(Setting.all.map { "\($0.section) \($0.key)" }).count == Setting.all.count)
    #expect(Set(Setting.all.map { "\($0.member)" }).count == Setting.all.count)
    for setting in Setting.all {
      #expect("\(setting.key)".wholeMatch(of: /([A-Z][a-z]+)+/) != nil, "\(setting.key)")
      #expect("\(setting.member)".wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(setting.member)")
    }
    let sections = Setting.all.map(\.section.rawValue)
    #expect(sections == sections.sorted())
  }

  @Test func `every default is in its range and reads back as itself`() {
    for setting in Setting.all {
      var configuration = Configuration()
      let written = setting.text(of: configuration)
      #expect(setting.read(written, into: &configuration) == nil, "\(setting.key)")
      #expect(configuration == Configuration(), "\(setting.key)")
    }
  }

  @Test func `the example file is what psoasctl config example prints, and holds only defaults`() throws {
    let example = try file("data/psoas.conf.example")
    #expect(example == text(SettingExample.text), "run: psoasctl config example > data/psoas.conf.example")
    var settings = Settings()
    let uncommented = example.split(separator: "\n").map {
      $0.hasPrefix("#") && !$0.hasPrefix("# ") ? $0.dropFirst() : $0
    }
    settings.take(configuration: bytes(uncommented.joined(separator: "\n")), name: bytes("example"))
    #expect(settings.warnings == [] && settings.configuration == Configuration())
    #expect(settings.values.allSatisfy { $0.origin != .standard })
  }

  @Test(arguments: Setting.all.indices)
  func `psoas.conf(5) has every row`(index: Int) throws {
    let wanted = Self.manual(Setting.all[index])
    #expect(try file("man/psoas.conf.5").contains(wanted), "man/psoas.conf.5 lacks:\n\(wanted)")
  }

  @Test func `psoas.conf(5) has no setting more`() throws {
    let keys = try file("man/psoas.conf.5").matches(of: #/\.It Cm ([A-Z]\w+)=/#).map { String($0.1) }
    #expect(keys == Setting.all.map { "\($0.key)" })
  }
}
