import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// What `psoasctl setup` says: in general, and about connecting.
enum SetupWords {
  typealias Line = SetupPage.Line

  static func heading(_ step: SetupStep) -> Text {
    "Psoas setup, step \(step.number) of \(SetupStep.count): \(step.title)"
  }

  // MARK: Keys

  static let (showKey, chooseKey): (Text, Text) = ("show its steps", "choose without shaking")
  static let moreKey = SetupPage.Key("Space", "more")

  /// The keys of a list: `1-7`.
  static func numbers(_ count: Int, _ words: Text) -> [SetupPage.Key] {
    switch count {
    case 0: []
    case 1: [SetupPage.Key("1", words)]
    default: [SetupPage.Key("1-\(min(count, 9))", words)]
    }
  }

  /// Those of a step, between the ones that all steps have.
  static func keys(_ stage: SetupStage, _ own: [SetupPage.Key]) -> [SetupPage.Key] {
    var keys = [SetupPage.Key("Enter", Text(stage.nextWords))] + own
    keys += [SetupPage.Key("r", "again"), SetupPage.Key("s", Text(stage.skipWords))]
    if stage.step.previous != nil { keys.append(SetupPage.Key("b", "back")) }
    return keys + [SetupPage.Key("q", "quit")]
  }

  static func keys(_ keys: [SetupPage.Key]) -> Text {
    "Keys, each with Enter: \(keys.map { "\($0.key) \($0.words)" as Text }, joined: ", ")"
  }

  // MARK: The end

  static let noTerminal: Text = """
    psoasctl setup shows each step and waits for a key: run it in a terminal. Without one: psoasctl doctor checks this \
    computer, psoasctl sensors lists the sensors, psoasctl sensors assign pelvis ID chooses one, and psoasctl safety \
    prints what to know before the first exercise.
    """

  static func stopped(_ step: SetupStep, goOn next: SetupStep) -> Text {
    "Stopped at step \(step.number) of \(SetupStep.count). To go on: psoasctl setup --step \(next.name)"
  }

  static func summary(_ step: SetupStep, _ finding: SetupFinding?) -> [String] {
    let words: Text = finding?.words ?? "skipped"
    let mark: StaticString = finding?.isGood == true ? "ok  " : "open"
    let head: Text = "\(mark)  \(Text(step.name).padded(12))"
    let lines = Paragraph.lines(words.text, width: 78 - head.width)
    let indent = String(repeating: " ", count: head.width)
    return lines.enumerated().map { ($0.offset == 0 ? head.text : indent) + $0.element }
  }

  static let afterwards: Text = """
    Psoas measures from now on, whenever you wear the sensor.
        psoasctl monitor                what it sees now
        psoasctl doctor                 what does not work, and what fixes it
        psoasctl report --week --open   how you sat
    """
  static let afterwardsSynthetic: Text = """
    That was a synthetic wearer. With a sensor of your own: connect it, end the daemon that plays the wearer, start \
    another (systemctl --user start psoasd, or make run), and run psoasctl setup again.
    """

  // MARK: The service

  static let syntheticRemark: Text =
    "A synthetic wearer is played: what you see is not your body."
  static let synthetic: Text = "a synthetic wearer"

  static func noService(_ error: BusError) -> Text {
    guard case .notRunning(let kind) = error else { return "!\(escaped: error.message.sentence)" }
    let tree: StaticString = kind == .system ? "" : "\nor, in the source tree, in another terminal:\n$make run"
    return """
      !The service psoasd does not run. It starts by itself with a sensor, once it is installed; or:
      $\(kind.systemctl) start psoasd\(tree)
      """
  }

  // MARK: What to wear

  static let wear: Text = """
    One sensor is enough.

    *pelvis, the usual place
    flat on the sacrum, under a snug belt: tilt and sitting

    *thigh
    at the front, half-way down: sitting more exactly

    *trunk
    above the waist, besides the pelvis sensor

    Any side may face up: Psoas learns it from your walking.
    """

  static func worn(_ sensors: [BusSensor]) -> Text {
    let words = sensors.map {
      "\($0.placement?.name ?? ""): \(escaped: $0.name.isEmpty ? $0.identifier : $0.name)" as Text
    }
    return "\(words, joined: ", ")"
  }

  static let nothingWorn: Text = "no sensor is worn yet"

  // MARK: Connecting

  static func controllers(_ all: [Controller]) -> Text {
    guard !all.isEmpty else {
      return "!The list of controllers is missing: set PSOAS_DATA_DIR to its folder, or reinstall psoas."
    }
    var text: Text = "Plug its cable in, or pair it in the desktop's Bluetooth settings, or by bluetoothctl.\n"
    for (index, controller) in all.enumerated() {
      let how: StaticString =
        controller.name.isEmpty ? "cable" : controller.hasCable ? "Bluetooth or cable" : "Bluetooth"
      text += "\n=\(index + 1)  \(controller.title.padded(26))\(how)"
    }
    return text
  }

  static func connecting(_ controller: Controller) -> Text {
    var text: Text = "*\(controller.title)"
    if controller.hasCable, !controller.name.isEmpty { text += "\nWith its USB cable: plug it in, and it is ready." }
    if controller.commands.isEmpty {
      text += "\n\(controller.press)"
    } else {
      text += "\nWith Bluetooth, in another terminal:\n$bluetoothctl"
      for (index, command) in controller.commands.enumerated() {
        text += "\n$\(command)"
        // The controller is made visible once the list is being filled.
        if index == 1 { text += "\n\(controller.press)\nIn the list it is called \(controller.name)." }
      }
      text += "\n$quit"
    }
    if !controller.wake.isEmpty { text += "\nLater: \(controller.wake)" }
    if !controller.note.isEmpty { text += "\n\(controller.note)" }
    return text
  }

  static func connected(_ sensors: [SensorInspection], arrived: [Text], _ error: DeviceError?) -> Text {
    if let error { return "!\(escaped: error.message.sentence)" }
    guard !sensors.isEmpty else { return "No sensor is connected yet. This page shows one as soon as it is there." }
    let lines = sensors.map { sensor in
      arrived.contains(sensor.identifier)
        ? "*\(escaped: sensor.name) is connected now. Enter leads on." as Text
        : "*Already connected: \(escaped: sensor.name). Enter leads on."
    }
    return "\(lines, joined: "\n")"
  }

  static func names(_ sensors: [SensorInspection]) -> Text {
    "\(sensors.map { "\(escaped: $0.name)" as Text }, joined: ", ")"
  }

  static let nothingConnected: Text = "no sensor is connected"

  // MARK: Checks

  static let looking: Text = "Looking at the sensors, the bus and the service. This takes some seconds."
  static let notLooked: Text = "not checked"
  static let allWell: Text = "all is well"
  static let syntheticChecks: Text = "For a sensor of your own this computer needs the udev rule."

  static func count(_ problems: Int, _ warnings: Int) -> Text {
    "\(count: problems, "problem", "problems"), \(count: warnings, "warning", "warnings"): psoasctl doctor"
  }

  static func checks(_ findings: [(check: DoctorCheck, finding: Finding)]) -> Text {
    var text = Text()
    var remedies: [Text] = []
    for (check, finding) in findings where finding.verdict != .fine {
      if finding.verdict == .problem { text += "!" }
      text += "\(finding.verdict.name): \(escaped: finding.words)\n"
      // One command may fix several.
      if !finding.remedy.isEmpty, !remedies.contains(finding.remedy) {
        remedies.append(finding.remedy)
        text += "$\(escaped: finding.remedy)\n"
      }
      if check.name == "service", finding.verdict == .problem { text += "or, in the source tree: make run\n" }
    }
    if !text.isEmpty { text += "\nFix it in another terminal, then press r.\n" }
    for (_, finding) in findings where finding.verdict == .fine { text += "ok: \(escaped: finding.words)\n" }
    return text.trimmed
  }
}
