import PsoasSystem

/// The columns of a table for exports and documentation.
struct TableForm {
  struct Column {
    let name: StaticString
    let unit: ColumnUnit
    let kind: CellCarrier.Kind
    let isKey: Bool
  }

  let name: StaticString
  var columns: [Column]

  init<Row>(_ table: Table<Row>) {
    name = table.name
    columns = table.columns.map { column in
      var carrier = CellCarrier()
      var row = table.blank
      column.carry(&carrier, &row)
      return Column(name: column.name, unit: column.unit, kind: carrier.kind, isKey: column.role == .key)
    }
  }

  /// Every table of the history.
  static var all: [TableForm] {
    [
      TableForm(DayTable.days), TableForm(DayTable.hours), TableForm(BoutTable.bouts), TableForm(BoutTable.breaks),
      TableForm(ReminderTable.reminders), TableForm(CompletionTable.completions), TableForm(RhythmTable.rhythms),
      TableForm(ExerciseSessionTable.sessions), TableForm(ExerciseSessionTable.stages),
      TableForm(CalibrationTable.calibrations),
      TableForm(TiltTable.bands), TableForm(TiltTable.degrees), TableForm(TiltTable.hours),
    ]
  }
}
