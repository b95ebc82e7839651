import PsoasCore
import PsoasSystem

/// Parts of the sentences of events.
extension TextInterpolation {
  /// The instruction to the wearer, or the last error.
  mutating func appendInterpolation(_ progress: CalibrationProgress) {
    insert {
      if let refusal = progress.refusal {
        CalibrationText.append(refusal, to: &$0)
      } else {
        CalibrationText.append(instruction: progress, to: &$0)
      }
    }
  }

  mutating func appendInterpolation(_ refusal: CalibrationRefusal) {
    insert { CalibrationText.append(refusal, to: &$0) }
  }

  mutating func appendInterpolation(_ trust: CalibrationTrust) { insert { CalibrationText.append(trust, to: &$0) } }

  mutating func appendInterpolation(_ progress: RhythmMeasurement.Progress) {
    insert { RhythmText.append(progress, to: &$0) }
  }

  mutating func appendInterpolation(_ rhythm: LumbopelvicRhythm) { insert { RhythmText.append(rhythm, to: &$0) } }

  mutating func appendInterpolation(_ event: ExerciseSessionEvent) {
    insert { ExerciseSessionText.append(event, to: &$0) }
  }

  @inline(never)
  public mutating func appendInterpolation(_ dose: Dose) { insert { $0.append(dose) } }

  /// A summary of a day.
  mutating func appendInterpolation(_ totals: DayTotals) {
    insert {
      $0 += """
        sitting \(duration: totals[.sitting]), longest bout \(duration: totals.longestBout), \
        \(count: totals.reminders, "reminder", "reminders")
        """
    }
  }
}
