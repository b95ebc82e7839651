import PsoasCore
import PsoasSystem

/// Texts of a calibration: instructions, errors and their remedies, and the purpose of each step.
public enum CalibrationText {
  /// Appends the current instruction, without a line feed.
  public static func append(instruction progress: CalibrationProgress, to text: inout Text) {
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

  /// Appends what is missing if a step is skipped, without a line feed.
  public static func append(lossOf step: CalibrationStep, to text: inout Text) {
    switch step {
    case .neutral: text.append("without the neutral stance no angle can be measured")
    case .habitualStance:
      text.append("without your usual stance a constant tilt cannot be distinguished from a neutral one")
    case .bends:
      text.append("without the bends tilt stays unknown until sitting down shows the forward direction")
    case .seatedNeutral:
      text.append("without the tall seat your sitting cannot be classified as neutral, anterior or posterior")
    case .habitualSeat: text.append("without your usual seat your normal slump is unknown")
    case .verification: text.append("without the check a wrong sign would not be detected")
    }
  }

  /// Appends the error with its values and the remedy, without a line feed.
  public static func append(_ refusal: CalibrationRefusal, to text: inout Text) {
    switch refusal {
    case .moved(let placement, let speed):
      others(placement, &text)
      text += "you moved (\(speed, places: 0) degrees a second, at most 5): hold still"
    case .drifted(let placement, let degrees):
      others(placement, &text)
      text += "you swayed by \(degrees, places: 0) degrees: hold still, without leaning on anything"
    case .shaken(let placement, let force):
      others(placement, &text)
      text += "something shook the sensor (\(force, places: 1) m/s2, at most 0.3): hold still and keep the belt snug"
    case .shallow(let degrees, let needed):
      text += "bend further: \(degrees, places: 0) of \(needed, places: 0) degrees"
    case .crooked(let placement, let share):
      others(placement, &text)
      text +=
        "only \(share * 100, places: 0) % of the movement was about one axis, 80 % are needed: bend straight forward, without twisting"
    case .slanted(let placement, let degrees):
      others(placement, &text)
      text +=
        "the axis of the bends is \(degrees, places: 0) degrees off level, at most 15: bend straight forward, with both feet loaded"
    case .disagreement(let placement, let degrees):
      others(placement, &text)
      text += """
        the two axis estimates disagree by \(degrees, places: 0) degrees, at most 15: is the sensor loose? Tighten the belt and bend \
        again, slowly
        """
    case .notSeated(let degrees):
      text +=
        "you have not sat down yet (\(degrees, places: 0) degrees of movement, 10 are needed): sit down on the front of the chair"
    case .seatOff(let degrees):
      text +=
        "a seat at \(degrees, places: 0) degrees from standing is not a sitting pose: sit tall, without leaning back"
    case .notLeant(let right, let left):
      text += "lean further: \(left, places: 0) and \(right, places: 0) of 5 degrees to the two sides"
    case .bias(let placement, let rate):
      text += """
        the \(placement.name) sensor's gyroscope reads \(rate, places: 1) degrees a second at rest, at most 3: switch the sensor off and on while it \
        lies still
        """
    case .noise(let placement, let rate):
      text +=
        "the \(placement.name) sensor's gyroscope varies by \(rate, places: 1) degrees a second, at most 2: hold still, and turn its rumble off"
    case .gravity(let placement, let force):
      text +=
        "the \(placement.name) sensor reads \(force, places: 1) m/s2 at rest, expected 9.8: it needs an entry in psoas.quirks with its units per g"
    case .handedness(let placement):
      text +=
        "the \(placement.name) sensor's gyroscope contradicts the direction of gravity: it needs a quirk, please report the device"
    case .backward(let degrees):
      text +=
        "the bend was measured as \(degrees, places: 0) degrees backward: calibrate again from the start, bending forward"
    case .remounted(let placement, let degrees):
      text +=
        "the \(placement.name) sensor sits \(degrees, places: 0) degrees from where it was, at most 8 can be corrected: run the full `psoasctl calibrate`"
    case .otherMounting(let placement, let degrees):
      text +=
        "the \(placement.name) sensor \(misplaced(degrees)) (\(degrees, places: 0) degrees): tilt is not reported until you run the full `psoasctl calibrate`"
    case .nothingStored(let placement):
      text += "no calibration of the \(placement.name) sensor is stored: run the full `psoasctl calibrate` first"
    case .noBends:
      text.append("the stance was measured, but ")
      append(lossOf: .bends, to: &text)
    case .lost(let placement):
      text += "the \(placement.name) sensor sends no data: is it switched on and in reach? Then start again"
    case .timedOut(let step, let seconds):
      text += "the step \(step.name) did not end within \(seconds, places: 0) seconds: start again when you have time"
    }
  }

  /// Appends the trust in a calibration and the remedy, without a line feed.
  public static func append(_ trust: CalibrationTrust, to text: inout Text) {
    switch trust {
    case .none: text.append("none yet: run `psoasctl calibrate`")
    case .learnt:
      text.append(
        "learned from walking and sitting down: run `psoasctl calibrate` to measure from your own neutral")
    case .current: text.append("valid for how the sensor is worn now")
    case .unproven:
      text.append("the sensor may have been put on again since: walk for 20 s, or run `psoasctl calibrate --quick`")
    case .shifted(let degrees):
      text += "the sensor sits \(degrees, places: 0) degrees from where it was calibrated: run `psoasctl calibrate`"
    case .refused(let degrees):
      text +=
        "the sensor \(misplaced(degrees)) (\(degrees, places: 0) degrees): tilt is not reported until you run `psoasctl calibrate`"
    }
  }

  private static func misplaced(_ degrees: Double) -> StaticString {
    degrees > 90 ? "is upside down" : "is worn quite differently"
  }

  /// The pelvis is the default and is not named.
  private static func others(_ placement: Placement, _ text: inout Text) {
    guard placement != .pelvis else { return }
    text += "\(placement.name): "
  }
}
