import PsoasMonitor

/// One walk over the fields of a configuration: writing and reading both take it, so that neither forgets one.
protocol ConfigurationVisitor {
  mutating func visit(_ name: StaticString, _ value: inout Double) throws(JSONFault)
  mutating func visit(_ name: StaticString, _ value: inout Int) throws(JSONFault)
  mutating func visit(_ name: StaticString, _ value: inout Bytes) throws(JSONFault)
}

extension Configuration {
  mutating func walk<Visitor: ConfigurationVisitor>(_ visitor: inout Visitor) throws(JSONFault) {
    try visitor.visit("remind_after_s", &remindAfter)
    try visitor.visit("reminder_gap_s", &reminderGap)
    try visitor.visit("reminders_per_day", &remindersPerDay)
    try visitor.visit("break_length_s", &breakLength)
    try visitor.visit("ignored_after_s", &ignoredAfter)
    try visitor.visit("snooze_minutes", &snoozeMinutes)
    try visitor.visit("wait_for_break_point_s", &waitForBreakPoint)
    try visitor.visit("snoozes_in_row", &snoozesInRow)
    try visitor.visit("back_off_after", &backOffAfter)
    try visitor.visit("back_off_factor", &backOffFactor)
    try visitor.visit("back_off_most_s", &backOffMost)
    var text = Bytes()
    var fault = Bytes()
    workingHours.append(to: &text)
    try visitor.visit("working_hours", &text)
    guard let hours = WorkingHours(text, fault: &fault) else {
      throw JSONFault(key: "working_hours", expected: "days and hours such as Mon-Fri 09:00-17:00")
    }
    workingHours = hours
    text = []
    escalation.append(to: &text)
    try visitor.visit("escalation", &text)
    guard let steps = Escalation(text, fault: &fault) else {
      throw JSONFault(key: "escalation", expected: "levels such as transient resident@120s")
    }
    escalation = steps
    try visitor.visit("programme", &programme)
    try visitor.visit("profile", &profile.rawValue)
    try visitor.visit("sitting_exercise", &sittingExercise)
    try visitor.visit("tilt_dead_band_deg", &tiltDeadBand)
    try visitor.visit("pelvis_sensor", &pelvisSensor)
    try visitor.visit("thigh_sensor", &thighSensor)
    try visitor.visit("trunk_sensor", &trunkSensor)
    try visitor.visit("retention_days", &retentionDays)
    try visitor.visit("alert_priority", &alertPriority)
  }
}

/// Writes each field as a member of an object that is already begun.
struct ConfigurationWriter: ConfigurationVisitor {
  var text: Bytes

  mutating func visit(_ name: StaticString, _ value: inout Double) { text.member(name, value) }
  mutating func visit(_ name: StaticString, _ value: inout Int) { text.member(name, value) }
  mutating func visit(_ name: StaticString, _ value: inout Bytes) { text.member(name, value) }
}

/// Reads each field that is there; what is missing keeps its default.
struct ConfigurationReader: ConfigurationVisitor {
  let object: JSONObject

  mutating func visit(_ name: StaticString, _ value: inout Double) throws(JSONFault) {
    value = try object.number(name) ?? value
  }

  mutating func visit(_ name: StaticString, _ value: inout Int) throws(JSONFault) {
    value = try object.integer(name, in: -1_000_000_000...1_000_000_000) ?? value
  }

  mutating func visit(_ name: StaticString, _ value: inout Bytes) throws(JSONFault) {
    value = try object.text(name) ?? value
  }
}
