import PsoasCore

/// A calibration in words: what to do, what went wrong and what to do about it, what a step is good for.
public enum CalibrationText {
  /// Appends what the wearer is to do now, without a line feed.
  public static func append(instruction progress: CalibrationProgress, to text: inout Bytes) {
    let isThigh = progress.placement == .thigh
    switch (progress.step, progress.phase) {
    case (_, .rockingForward): text.append("rock your pelvis fully forward, belly out, and hold it there")
    case (_, .rockingBack): text.append("now fully back, tailbone tucked, and hold it there")
    case (_, .midway): text.append("stop midway between the two and stand tall")
    case (.neutral, .preparing): text.append("stand tall, feet a hip's width apart, looking ahead")
    case (.neutral, _): text.append("stay like that: hold still")
    case (.habitualStance, .preparing): text.append("now relax: stand as you usually do")
    case (.habitualStance, _): text.append("stay as you usually stand: hold still")
    case (.bends, .preparing):
      text.append(isThigh ? "get ready to lift that knee three times" : "get ready for three slow forward bends")
    case (.bends, _):
      text.append(
        isThigh
          ? "lift the knee of the sensor's leg and put it down again"
          : "bend forward from the hips, pause, and come back up")
    case (.seatedNeutral, .preparing):
      text.append("sit down on the front of your chair, tall on the sit bones")
    case (.seatedNeutral, _): text.append("stay tall on the sit bones: hold still")
    case (.habitualSeat, .preparing): text.append("now sit as you normally do")
    case (.habitualSeat, _): text.append("stay as you normally sit: hold still")
    case (.verification, .preparing): text.append("to check: stand up and stand tall")
    case (.verification, .leaning): text.append("lean to one side, then to the other")
    case (.verification, _): text.append("bend forward once more and come back up")
    }
  }

  /// Appends what is lost where a step is left out, without a line feed.
  public static func append(lossOf step: CalibrationStep, to text: inout Bytes) {
    switch step {
    case .neutral: text.append("without the neutral stance there is nothing to measure from")
    case .habitualStance:
      text.append("without your usual stance a constant tilt cannot be told from a neutral one")
    case .bends:
      text.append("without the bends tilt stays unknown until sitting down has shown which way is forward")
    case .seatedNeutral:
      text.append("without the tall seat your sitting is not sorted into neutral, anterior and posterior")
    case .habitualSeat: text.append("without your usual seat nothing tells how far you normally slump")
    case .verification: text.append("without the check a wrong sign would go unnoticed")
    }
  }

  /// Appends what was wrong and what to do, with the numbers, without a line feed.
  public static func append(_ refusal: CalibrationRefusal, to text: inout Bytes) {
    switch refusal {
    case .moved(let placement, let speed):
      others(placement, &text)
      text.append("you moved (")
      text.append(whole: speed)
      text.append(" degrees a second, at most 5): hold still")
    case .drifted(let placement, let degrees):
      others(placement, &text)
      text.append("you swayed by ")
      text.append(whole: degrees)
      text.append(" degrees: hold still, leaning on nothing")
    case .shaken(let placement, let force):
      others(placement, &text)
      text.append("something shook the sensor (")
      text.append(force, places: 1)
      text.append(" m/s2, at most 0.3): hold still and keep the belt snug")
    case .shallow(let degrees, let needed):
      text.append("bend further: ")
      text.append(whole: degrees)
      text.append(" of ")
      text.append(whole: needed)
      text.append(" degrees")
    case .crooked(let placement, let share):
      others(placement, &text)
      text.append("only ")
      text.append(whole: share * 100)
      text.append(" % of the movement was about one axis, 80 % are needed: bend straight forward, without twisting")
    case .slanted(let placement, let degrees):
      others(placement, &text)
      text.append("the axis of the bends is ")
      text.append(whole: degrees)
      text.append(" degrees off level, at most 15: bend straight forward, with both feet loaded")
    case .disagreement(let placement, let degrees):
      others(placement, &text)
      text.append("the two axis estimates disagree by ")
      text.append(whole: degrees)
      text.append(" degrees, at most 15: is the sensor loose? Tighten the belt and bend again, slowly")
    case .notSeated(let degrees):
      text.append("you have not sat down yet (")
      text.append(whole: degrees)
      text.append(" degrees of movement, 10 are needed): sit down on the front of the chair")
    case .seatOff(let degrees):
      text.append("a seat at ")
      text.append(whole: degrees)
      text.append(" degrees from standing is none: sit tall, not lying back")
    case .notLeant(let right, let left):
      text.append("lean further: ")
      text.append(whole: left)
      text.append(" and ")
      text.append(whole: right)
      text.append(" of 5 degrees to the two sides")
    case .bias(let placement, let rate):
      sensor(placement, &text)
      text.append("'s gyroscope reads ")
      text.append(rate, places: 1)
      text.append(" degrees a second at rest, at most 3: switch the sensor off and on while it lies still")
    case .noise(let placement, let rate):
      sensor(placement, &text)
      text.append("'s gyroscope trembles by ")
      text.append(rate, places: 1)
      text.append(" degrees a second, at most 2: hold still, and turn its rumble off")
    case .gravity(let placement, let force):
      sensor(placement, &text)
      text.append(" reads ")
      text.append(force, places: 1)
      text.append(" m/s2 at rest, expected 9.8: it needs an entry in psoas.quirks with its units per g")
    case .handedness(let placement):
      sensor(placement, &text)
      text.append("'s gyroscope turns against what gravity says: it needs a quirk, please report the device")
    case .backward(let degrees):
      text.append("the bend read as ")
      text.append(whole: degrees)
      text.append(" degrees, backward: calibrate again from the start, bending forward")
    case .remounted(let placement, let degrees):
      sensor(placement, &text)
      text.append(" sits ")
      text.append(whole: degrees)
      text.append(" degrees from where it was, at most 8 can be taken up: run the full `psoasctl calibrate`")
    case .otherMounting(let placement, let degrees):
      sensor(placement, &text)
      text.append(degrees > 90 ? " is upside down (" : " sits quite differently (")
      text.append(whole: degrees)
      text.append(" degrees): tilt is not reported until you run the full `psoasctl calibrate`")
    case .nothingStored(let placement):
      text.append("nothing is stored of the ")
      text.append(placement.name)
      text.append(" sensor: run the full `psoasctl calibrate` first")
    case .noBends:
      text.append("the stance is taken, but ")
      append(lossOf: .bends, to: &text)
    case .lost(let placement):
      sensor(placement, &text)
      text.append(" fell silent: is it switched on and in reach? Then begin again")
    case .timedOut(let step, let seconds):
      text.append("the step ")
      text.append(step.name)
      text.append(" did not end within ")
      text.append(whole: seconds)
      text.append(" seconds: begin again when you have time")
    }
  }

  /// Appends how far a calibration is to be believed, and what to do, without a line feed.
  public static func append(_ trust: CalibrationTrust, to text: inout Bytes) {
    switch trust {
    case .none: text.append("run `psoasctl calibrate`")
    case .learnt:
      text.append(
        "learnt from walking and sitting down: run `psoasctl calibrate` to measure from a neutral of your own")
    case .current: text.append("made, or confirmed, as the sensor is worn now")
    case .unproven:
      text.append("the sensor may have been put on again since: walk for 20 s, or run `psoasctl calibrate --quick`")
    case .shifted(let degrees):
      text.append("the sensor sits ")
      text.append(whole: degrees)
      text.append(" degrees from where it was calibrated: run `psoasctl calibrate`")
    case .refused(let degrees):
      text.append(degrees > 90 ? "the sensor is upside down (" : "the sensor sits quite differently (")
      text.append(whole: degrees)
      text.append(" degrees): tilt is not reported until you run `psoasctl calibrate`")
    }
  }

  private static func sensor(_ placement: Placement, _ text: inout Bytes) {
    text.append("the ")
    text.append(placement.name)
    text.append(" sensor")
  }

  /// The pelvis needs no naming.
  private static func others(_ placement: Placement, _ text: inout Bytes) {
    guard placement != .pelvis else { return }
    text.append(placement.name)
    text.append(": ")
  }
}

extension [UInt8] {
  /// A number without decimals, rounded half away from zero.
  mutating func append(whole value: Double) { append(value, places: 0) }
}
