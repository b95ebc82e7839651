import Glibc
import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSystem

/// What `psoasctl setup` says about the sensors in use, walking, calibration and exercise.
extension SetupWords {
  // MARK: Which sensor is which

  static func shake(_ placement: Placement, isFirst: Bool, count: Int) -> Text {
    var text: Text =
      isFirst && count == 1
      ? """
      There is one sensor: it is the pelvis sensor, also without this step.
      Shake it, and it stays that when another controller is connected.
      """ : "Take the sensor for the \(placement.name) (\(placement.summary)) into your hand."
    text += "\n*Shake it to and fro, fast, for three seconds. Let all others rest."
    if !isFirst { text += "\nDo you wear none there? Enter leads on." }
    return text
  }

  static func watched(_ watch: SensorWatch, isOver: Bool) -> [Line] {
    if let error = watch.error { return Line.block("!\(escaped: error.message.sentence)") }
    guard !watch.all.isEmpty else { return Line.block("!No sensor is connected: b leads back to connecting one.") }
    var lines: [Line] = []
    for (index, watched) in watch.all.enumerated() {
      let name: Text = "\(index + 1)  \(escaped: watched.inspection.name)"
      var trouble = Text()
      switch watched.state {
      case .still, .moving:
        let own: StaticString = watched.inspection.isBuiltIn ? ", part of this computer" : ""
        let share = Double(watched.count) / Double(ShakeDetector.needed)
        lines.append(Line("\(name)\(own)", share: isOver ? nil : share))
        continue
      case .asleep: trouble = "asleep. Press a button on it."
      case .stuck: trouble = "does not answer. Disconnect it and connect it again."
      case .unreadable(.cannotOpen(_, let code)) where code == EACCES || code == EPERM:
        trouble = "you may not read it. Step \(SetupStep.permission.number) says what fixes that."
      case .unreadable(let error): trouble = "\(escaped: error.message)"
      }
      lines.append(Line("\(name): \(trouble)", .warning))
    }
    return lines
  }

  static func chosen(_ name: Text, _ placement: Placement) -> Text {
    "\(escaped: name) is the \(placement.name) sensor"
  }

  static func alreadyChosen(_ name: Text, _ placement: Placement) -> Text {
    "!\(escaped: name) is the \(placement.name) sensor already: shake another one, or go on with Enter"
  }

  static let severalMove: Text = "!Two sensors move: put the other one down, and shake again."
  static let noneShaken: Text = """
    !No sensor was shaken within a minute. r looks again; shake faster, some centimetres to each side. A number chooses \
    one without that.
    """
  static let noneChosen: Text = "no sensor was chosen"

  static func notAssigned(_ reason: Text) -> Text { "!It could not be assigned: \(escaped: reason)" }

  static func nothingToShake(_ sensors: [BusSensor]) -> Text {
    """
    The synthetic wearer has put its sensor on: there is nothing to shake.
    *\(worn(sensors))
    With sensors of your own you shake one here, and the one that moves is chosen.
    """
  }

  // MARK: Walking

  static func walk(isSynthetic: Bool) -> Text {
    isSynthetic
      ? "The synthetic wearer walks by itself: at 60 times real time, within a minute."
      : """
      Put the sensor on. Stand still for five seconds, then walk ten steps, at your usual pace.
      Psoas learns from it how the sensor is mounted. The first steps are shown with the third.
      """
  }

  static func walking(_ status: BusStatus, steps: Int, of needed: Int) -> [Line] {
    let shown = min(steps, needed)
    return [
      Line("\(shown) of \(needed) steps", share: Double(shown) / Double(needed)),
      Line("now: \(status.posture.posture.name)"),
    ]
  }

  static func walked(_ steps: Int, _ status: BusStatus) -> Text {
    let upright: StaticString =
      status.tilt.calibration == "none" ? "upright is not learned yet: walk on a little" : "upright is learned"
    return "\(count: steps, "step", "steps") counted, \(upright)"
  }

  /// Why no step can come; nil if one can.
  static func walkTrouble(_ sensor: BusSensor?) -> Text? {
    guard let sensor else { return "No sensor is worn for the service: b leads back to choosing one." }
    if !sensor.isConnected {
      return "\(escaped: sensor.name.isEmpty ? sensor.identifier : sensor.name) is not connected: press a button on it."
    }
    if !sensor.problem.isEmpty { return "\(escaped: sensor.name): \(escaped: sensor.problem)" }
    if sensor.isSilent { return "\(escaped: sensor.name) sends nothing: it is asleep. Press a button on it." }
    return sensor.isReading ? nil : "\(escaped: sensor.name) is not read yet."
  }

  static func noStep(_ steps: Int) -> Text {
    steps == 0
      ? """
      No step came within a minute. Is the sensor snug, so that it moves with your body? Walk ten steps without a stop. \
      r waits again.
      """
      : "After \(count: steps, "step", "steps") none came for a minute. Walk ten without a stop. r waits again."
  }

  static func fewSteps(_ steps: Int) -> Text {
    steps == 0 ? "no step was counted" : "\(count: steps, "step", "steps") counted"
  }

  // MARK: Calibration

  static func calibrate(isSynthetic: Bool) -> Text {
    let own: StaticString =
      isSynthetic ? "\n\nThe synthetic wearer does what is asked for, in real time." : ""
    return """
      A calibration takes about two minutes: stand tall, bend forward three times, sit. Each pose is announced.
      Without it sitting is counted all the same; the tilt is less exact.\(own)
      """
  }

  static func trust(_ status: BusStatus) -> Text { "Now: \(TiltWords.calibration(status.tilt))" }

  static func calibrated(_ isStored: Bool) -> Text { isStored ? "calibrated" : "not calibrated: nothing was stored" }

  static let calibrateLater: Text = "later: psoasctl calibrate"

  // MARK: Safety and the first exercise

  static let (read, notRead): (Text, Text) = ("read; psoasctl safety prints it again", "not read yet: psoasctl safety")

  /// The advice for any width: its paragraphs without their ends of lines, and its items each on one.
  static let safety: [Line] = {
    var lines: [Line] = []
    for line in Text(SafetyText.full).parts(separatedBy: UInt8(ascii: "\n")) {
      if let last = lines.last, !last.text.isEmpty, !line.isEmpty, !line.hasPrefix(" ") {
        lines[lines.count - 1].text = "\(last.text) \(line)"
      } else {
        lines.append(Line(line.trimmed))
      }
    }
    return lines
  }()

  static let readFirst: Text = "!First read the step before this one: Enter leads there."

  static func stretch(_ exercise: Exercise, isSynthetic: Bool) -> Text {
    let summary = ExerciseSummary(exercise)
    var text: Text = """
      *\(escaped: summary.title): \(summary.dose)
      \(escaped: summary.text.isEmpty ? exercise.cue : summary.text)
      """
    if !summary.cautions.isEmpty { text += "\n\nCautions: \(escaped: summary.cautions)" }
    if isSynthetic { text += "\n\nThe synthetic wearer does it, in real time, and you see it checked." }
    return text
  }

  static func byTheClock(_ error: BusError) -> Text {
    "!The clock guides, without a check by the sensor: \(escaped: error.message)"
  }

  static func stretched(_ exercise: Exercise, _ result: ExerciseSessionResult?) -> Text {
    guard let result else { return "\(escaped: exercise.title): ended" }
    var text = Text()
    ExerciseSessionText.append(result, to: &text)
    return text
  }

  static let noStretch: Text = "later: psoasctl exercise start"
}
