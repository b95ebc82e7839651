import PsoasMonitor
import PsoasSystem

/// What a check has found about one thing.
struct Finding {
  /// In the order of the output.
  enum Verdict: Int, CaseIterable {
    case problem, warning, fine

    var name: StaticString {
      switch self {
      case .problem: "problem"
      case .warning: "warning"
      case .fine: "ok"
      }
    }
  }

  var verdict: Verdict
  /// A sentence without a full stop.
  var words: Text
  /// The command that fixes it or shows more; empty if there is no command, and then the sentence says what to do.
  var remedy = Text()

  static func fine(_ words: Text) -> Finding { Finding(verdict: .fine, words: words) }
  static func warning(_ words: Text, _ remedy: Text = Text()) -> Finding {
    Finding(verdict: .warning, words: words, remedy: remedy)
  }
  static func problem(_ words: Text, _ remedy: Text = Text()) -> Finding {
    Finding(verdict: .problem, words: words, remedy: remedy)
  }
}

extension TextInterpolation {
  /// One word of a shell command (sh(1)): as it is, or in single quotation marks.
  mutating func appendInterpolation(shell word: Text) {
    let isPlain = word.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
      default: "-_./:@%+=,".utf8.contains(byte)
      }
    }
    insert { text in
      guard !isPlain || word.isEmpty else { return text.append(word) }
      text.append("'")
      for byte in word { if byte == UInt8(ascii: "'") { text.append("'\\''") } else { text.append(byte) } }
      text.append("'")
    }
  }
}

/// A row of the table of checks.
struct DoctorCheck: Sendable {
  let name: StaticString
  /// What it looks at, for the manual.
  let subject: StaticString
  /// Whether nothing works without it: `psoasctl setup` shows these.
  var isNeededAtFirst = false
  /// Empty if it does not apply.
  let findings: @Sendable (Examination) -> [Finding]

  static let all: [DoctorCheck] = [
    DoctorCheck(name: "sensors", subject: "the connected motion sensors") { $0.sensors },
    DoctorCheck(name: "assignment", subject: "the sensors that were assigned to a placement") { $0.assignment },
    DoctorCheck(name: "rule", subject: "the udev rule 72-psoas.rules", isNeededAtFirst: true) { $0.rule },
    DoctorCheck(name: "access", subject: "whether each sensor can be opened", isNeededAtFirst: true) { $0.access },
    DoctorCheck(name: "scale", subject: "the units of each sensor, from its driver or a quirk", isNeededAtFirst: true) {
      $0.scale
    },
    DoctorCheck(name: "grab", subject: "other programs that keep a sensor to themselves", isNeededAtFirst: true) {
      $0.grab
    },
    DoctorCheck(
      name: "signal", subject: "whether each sensor sends anything, and what the service says of it",
      isNeededAtFirst: true
    ) {
      $0.signal
    },
    DoctorCheck(name: "battery", subject: "the battery of each sensor", isNeededAtFirst: true) { $0.batteries },
    DoctorCheck(name: "bus", subject: "the session bus, or with --system the system bus", isNeededAtFirst: true) {
      $0.bus
    },
    DoctorCheck(name: "service", subject: "whether psoasd runs, and its version", isNeededAtFirst: true) { $0.service },
    DoctorCheck(name: "calibration", subject: "the calibration of the pelvis sensor, and its age") { $0.calibration },
    DoctorCheck(name: "notifications", subject: "the desktop's notification server") { $0.notifications },
    DoctorCheck(name: "quiet", subject: "the desktop's do-not-disturb") { $0.quiet },
    DoctorCheck(name: "breaks", subject: "GNOME's own break reminders") { $0.breaks },
    DoctorCheck(name: "clock", subject: "the clock, against a time server and the newest entry of the history") {
      $0.clock
    },
    DoctorCheck(name: "history", subject: "the folder and the file of the history, and the room on their disk") {
      $0.history
    },
    DoctorCheck(name: "journal", subject: "the explanations of messages for journalctl -x") { $0.journal },
    DoctorCheck(name: "settings", subject: "the configuration, the quirks and the exercises") { $0.configuration },
  ]
}
