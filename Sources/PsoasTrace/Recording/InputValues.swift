import PsoasCore
import PsoasMonitor
import PsoasSystem

// The values of inputs, member by member.

extension WallClock: Recorded {
  static let blank = WallClock(unixMicroseconds: 0, utcOffset: 0)

  mutating func carry(by row: inout MemberCarrier) throws(JSONFault) {
    try row.required("unix_us", &unixMicroseconds, .whole(-Int64(TraceLimits.time)...Int64(TraceLimits.time)))
    try row.required("utc_offset_s", &utcOffset, .whole(-86_400...86_400))
  }
}

extension ReminderHold: Recorded {
  mutating func carry(by row: inout MemberCarrier) throws(JSONFault) {
    try row.defaulted("paused", &isPaused, .flag)
    try row.optional("skipped_day", &skippedDay, .whole(TraceLimits.days))
    try row.optional("snoozed_until_us", &snoozedUntil, .whole(0...253_402_300_800_000_000))
  }
}

extension DayTotals: Recorded {
  mutating func carry(by row: inout MemberCarrier) throws(JSONFault) {
    try row.optional("day", &day, .whole(TraceLimits.days))
    // A local day has at most 25 hours; a clock change makes it longer.
    let seconds = Member.number(0...1e7)
    for posture in Posture.listed { try row.defaulted(posture.key, &self[posture], seconds) }
    try row.defaulted("longest_bout_s", &longestBout, seconds)
    let count = Member.whole(0...1_000_000_000)
    try row.defaulted("bouts", &bouts, count)
    try row.defaulted("breaks", &breaks, count)
    try row.defaulted("active_breaks", &activeBreaks, count)
    try row.defaulted("steps", &steps, count)
    try row.defaulted("reminders", &reminders, count)
    // Those that the sensor saw are counted in both.
    outcomes[.done] += outcomes[.checked]
    for outcome in ReminderOutcome.allCases { try row.defaulted(outcome.key, &outcomes[outcome], count) }
    outcomes[.done] -= outcomes[.checked]
    try row.members(&tilt, TiltText.append, TiltText.read)
  }
}

extension Quirk: Recorded {
  /// The match of the quirk is omitted: the recording is of the device that it matched.
  mutating func carry(by row: inout MemberCarrier) throws(JSONFault) {
    let axis = Member.whole(UInt16(0)...60)
    let units = Member.number(1e-3...1e9)
    try row.defaulted("ignored", &isIgnored, .flag)
    try row.optional("accelerometer", &isAccelerometer, .flag)
    try row.optional("acceleration_axis", &accelerationAxis, axis)
    try row.optional("units_per_g", &unitsPerG, units)
    try row.optional("gyroscope_axis", &gyroscopeAxis, axis)
    try row.optional("units_per_degree_per_second", &unitsPerDegreePerSecond, units)
  }
}

extension Battery: Recorded {
  mutating func carry(by row: inout MemberCarrier) throws(JSONFault) {
    try row.optional("percent", &percent, .whole(0...100))
    try row.defaulted("level", &level, .word("unknown, critical, low, normal, high or full"))
    try row.defaulted("status", &status, .word("unknown, charging, discharging, not-charging or full"))
  }
}
