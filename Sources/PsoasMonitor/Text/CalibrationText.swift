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
      text.say("you moved ({} degrees a second, at most 5): hold still", .whole(speed))
    case .drifted(let placement, let degrees):
      others(placement, &text)
      text.say("you swayed by {} degrees: hold still, leaning on nothing", .whole(degrees))
    case .shaken(let placement, let force):
      others(placement, &text)
      text.say("something shook the sensor ({} m/s2, at most 0.3): hold still and keep the belt snug", .tenths(force))
    case .shallow(let degrees, let needed):
      text.say("bend further: {} of {} degrees", .whole(degrees), .whole(needed))
    case .crooked(let placement, let share):
      others(placement, &text)
      text.say(
        "only {} % of the movement was about one axis, 80 % are needed: bend straight forward, without twisting",
        .whole(share * 100))
    case .slanted(let placement, let degrees):
      others(placement, &text)
      text.say(
        "the axis of the bends is {} degrees off level, at most 15: bend straight forward, with both feet loaded",
        .whole(degrees))
    case .disagreement(let placement, let degrees):
      others(placement, &text)
      text.say(
        """
        the two axis estimates disagree by {} degrees, at most 15: is the sensor loose? Tighten the belt and bend \
        again, slowly
        """, .whole(degrees))
    case .notSeated(let degrees):
      text.say(
        "you have not sat down yet ({} degrees of movement, 10 are needed): sit down on the front of the chair",
        .whole(degrees))
    case .seatOff(let degrees):
      text.say("a seat at {} degrees from standing is none: sit tall, not lying back", .whole(degrees))
    case .notLeant(let right, let left):
      text.say("lean further: {} and {} of 5 degrees to the two sides", .whole(left), .whole(right))
    case .bias(let placement, let rate):
      text.say(
        """
        the {} sensor's gyroscope reads {} degrees a second at rest, at most 3: switch the sensor off and on while it \
        lies still
        """, .word(placement.name), .tenths(rate))
    case .noise(let placement, let rate):
      text.say(
        "the {} sensor's gyroscope trembles by {} degrees a second, at most 2: hold still, and turn its rumble off",
        .word(placement.name), .tenths(rate))
    case .gravity(let placement, let force):
      text.say(
        "the {} sensor reads {} m/s2 at rest, expected 9.8: it needs an entry in psoas.quirks with its units per g",
        .word(placement.name), .tenths(force))
    case .handedness(let placement):
      text.say(
        "the {} sensor's gyroscope turns against what gravity says: it needs a quirk, please report the device",
        .word(placement.name))
    case .backward(let degrees):
      text.say(
        "the bend read as {} degrees, backward: calibrate again from the start, bending forward",
        .whole(degrees))
    case .remounted(let placement, let degrees):
      text.say(
        "the {} sensor sits {} degrees from where it was, at most 8 can be taken up: run the full `psoasctl calibrate`",
        .word(placement.name), .whole(degrees))
    case .otherMounting(let placement, let degrees):
      text.say(
        "the {} sensor {} ({} degrees): tilt is not reported until you run the full `psoasctl calibrate`",
        .word(placement.name), .word(misplaced(degrees)), .whole(degrees))
    case .nothingStored(let placement):
      text.say("nothing is stored of the {} sensor: run the full `psoasctl calibrate` first", .word(placement.name))
    case .noBends:
      text.append("the stance is taken, but ")
      append(lossOf: .bends, to: &text)
    case .lost(let placement):
      text.say("the {} sensor fell silent: is it switched on and in reach? Then begin again", .word(placement.name))
    case .timedOut(let step, let seconds):
      text.say(
        "the step {} did not end within {} seconds: begin again when you have time",
        .word(step.name), .whole(seconds))
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
      text.say("the sensor sits {} degrees from where it was calibrated: run `psoasctl calibrate`", .whole(degrees))
    case .refused(let degrees):
      text.say(
        "the sensor {} ({} degrees): tilt is not reported until you run `psoasctl calibrate`",
        .word(misplaced(degrees)), .whole(degrees))
    }
  }

  private static func misplaced(_ degrees: Double) -> StaticString {
    degrees > 90 ? "is upside down" : "sits quite differently"
  }

  /// The pelvis needs no naming.
  private static func others(_ placement: Placement, _ text: inout Bytes) {
    guard placement != .pelvis else { return }
    text.say("{}: ", .word(placement.name))
  }
}
