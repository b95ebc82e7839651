import PsoasCore
import PsoasMonitor
import PsoasSystem

/// What the daemon keeps from run to run, as JSON text: the same members as in recordings. PsoasState has the files.
public enum StateText {
  public static func calibration(_ record: CalibrationRecord, of placement: Placement, _ sensor: Text) -> Text {
    object(of: placement, sensor) { CalibrationRecordText.append(record, to: &$0) }
  }

  /// Reads a stored calibration, or a `recording.json` for the calibration that it carries.
  public static func calibration(from path: Text) throws(TraceError) -> CalibrationRecord {
    try read(path, expecting: "a calibration") { (object) throws(JSONFault) in
      try CalibrationRecordText.read(try object.object("calibration") ?? object)
    }
  }

  /// - Parameter upright: up in standing, unit, sensor axes.
  public static func mounting(_ upright: Vector3, of placement: Placement, _ sensor: Text) -> Text {
    object(of: placement, sensor) { $0.member("upright", upright) }
  }

  public static func mounting(from path: Text) throws(TraceError) -> Vector3 {
    try read(path, expecting: "a mounting") { (object) throws(JSONFault) in
      try object.required(try Member.direction.read("upright", object), "upright")
    }
  }

  public static func reminderHold(_ hold: ReminderHold) -> Text {
    "{\"format\":1\(hold.members)}\n"
  }

  public static func reminderHold(from path: Text) throws(TraceError) -> ReminderHold {
    try read(path, expecting: "pauses of reminders") { (object) throws(JSONFault) in
      var hold = ReminderHold()
      try hold.read(object)
      return hold
    }
  }

  private static func object(of placement: Placement, _ sensor: Text, _ append: (inout Text) -> Void) -> Text {
    var text: Text = "{\"placement\":\"\(placement.name)\""
    text.member("sensor", sensor)
    append(&text)
    text.append("}\n")
    return text
  }

  private static func read<Value>(
    _ path: Text, expecting what: StaticString, _ read: (JSONObject) throws(JSONFault) -> Value
  ) throws(TraceError) -> Value {
    try ByteSource.whole(path, expecting: what) { text throws(TraceError) in
      let document = try JSONDocument(text, file: path, line: 1)
      let format = (try? document.root.integer("format")) ?? nil
      if let format, format > Int64(CalibrationRecordText.form) {
        throw TraceError(
          .newer, file: path, line: 0,
          problem: "written by a newer psoas (format \(format), this one reads \(CalibrationRecordText.form))")
      }
      do throws(JSONFault) { return try read(document.root) } catch {
        throw error.error(file: path, line: 1)
      }
    }
  }
}
