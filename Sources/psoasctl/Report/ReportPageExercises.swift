import PsoasCore
import PsoasHistory
import PsoasMonitor
import PsoasSystem

/// The sections about suggestions, exercises, the programme and calibration.
extension ReportPage {
  func suggestions(_ page: inout HTMLPage) {
    page.section("suggestions", "Suggestions") { page in
      let counts = ReportWords.counts(figures.total)
      let all = counts.reduce(0, +)
      guard all > 0 else { return page.paragraph("There was no suggestion.") }
      let used = zip(ReportWords.outcomes, counts).filter { $1 > 0 }
      let words = used.map { "\($0.name): \($1)" as Text }
      page.figure(
        ShareChart(
          bars: [
            .init(
              label: "", parts: used.map { ChartPart(style: $0.style, amount: Double($1)) },
              hint: "\(words, joined: ", ")")
          ]
        ).element("\(count: all, "suggestion", "suggestions") by outcome: \(words, joined: ", ")."),
        key: used.map { ($0.style, "\($0.name): \($1)") },
        HTMLTable(
          caption: "suggestions by outcome", heads: ["outcome", "suggestions", "share"],
          rows: zip(zip(ReportWords.outcomes, counts), Percentages.whole(counts.map { Double($0) })).map {
            [$0.0.name, "\($0.1)", "\($1) %"]
          }))
      guard !figures.suggestions.isEmpty else { return }
      page.table(
        HTMLTable(
          caption: "suggestions of the day", heads: ["time", "exercise", "outcome"],
          rows: figures.suggestions.map { suggestion in
            let isOpen = figures.isLive && suggestion == figures.suggestions.last
            return [
              "\(clock: suggestion.raised)", ReportWords.title(suggestion.exercise, figures.catalog),
              ReportWords.outcome(suggestion, isOpen: isOpen),
            ]
          }, wordColumns: [1, 2]))
    }
  }

  func exercises(_ page: inout HTMLPage) {
    page.section("exercises", "Exercises") { page in
      let exercises = figures.exercises
      guard !exercises.isEmpty || !figures.sessions.isEmpty else { return page.paragraph("No exercise was done.") }
      if !exercises.isEmpty {
        let title = { (count: ExerciseCount) -> Text in ReportWords.title(count.exercise, figures.catalog) }
        page.figure(
          ShareChart(
            bars: exercises.prefix(12).map { count in
              .init(
                label: "\(title(count)): \(count: count.checked + count.reported, "time", "times")",
                parts: [
                  ChartPart(style: "walking", amount: Double(count.checked)),
                  ChartPart(style: "standing", amount: Double(count.reported)),
                ], hint: "\(count.checked) checked by the sensor, \(count.reported) as reported")
            }
          ).element("How often each exercise was done, and how often the sensor checked it."),
          key: [("walking", "checked by the sensor"), ("standing", "as you reported")],
          HTMLTable(
            caption: "exercises done", heads: ["exercise", "checked by the sensor", "as reported", "doses"],
            rows: exercises.map { count in
              [title(count), "\(count.checked)", "\(count.reported)", "\(count.doses, places: 1)"]
            }))
      }
      guard !figures.sessions.isEmpty else { return }
      page.table(
        HTMLTable(
          caption: "exercise sessions of the day",
          heads: ["time", "exercise", "held", "of these checked", "repetitions", "share of the dose", "end"],
          rows: figures.sessions.map { session in
            let isLast = figures.isLive && session == figures.sessions.last
            let isOver = session.ended != nil
            let held: Text = isOver && session.held > 0 ? "\(session.held, places: 0) s" : ""
            return [
              "\(clock: session.began)", ReportWords.title(session.exercise, figures.catalog), held,
              held.isEmpty ? "" : "\(min(session.heldChecked, session.held), places: 0) s",
              isOver && session.repetitions > 0 ? "\(session.repetitions)" : "",
              isOver ? "\(session.share * 100, places: 0) %" : "", ReportWords.ending(session, isRunning: isLast),
            ]
          }, wordColumns: [1, 6]))
    }
  }

  func programme(_ page: inout HTMLPage) {
    page.section("programme", "Programme and streak") { page in
      let programme = figures.programme
      var lead: Text =
        "Streak: \(count: programme.streak, "day", "days") with an exercise of the programme, as of \(longDate: figures.lastDay)."
      if let adherence = programme.adherence {
        lead += " In the week before, \(adherence * 100, places: 0) % of the due exercises were done."
      }
      page.paragraph(lead)
      guard !programme.entries.isEmpty else { return page.paragraph("Nothing is planned.") }
      page.table(
        HTMLTable(
          caption: "the programme of \(longDate: figures.lastDay)", heads: ["exercise", "dose", "state"],
          rows: programme.entries.map { entry in
            var dose = Text()
            dose.append(entry.exercise.dose)
            return [entry.exercise.title, dose, ReportWords.state(entry)]
          }, wordColumns: [1, 2]))
      for identifier in programme.leftOut {
        page.paragraph("\(identifier) is left out: contraindicated by your profile.")
      }
    }
  }

  func calibration(_ page: inout HTMLPage) {
    page.section("calibration", "Calibration") { page in
      let calibrations = figures.calibrations
      if calibrations.current.isEmpty {
        page.paragraph(
          "No calibration is known. Run psoasctl calibrate, so that tilt can be measured from your neutral.")
      } else {
        page.table(
          HTMLTable(
            caption: "the last calibration of each sensor, and its age on \(longDate: figures.lastDay)",
            heads: ["sensor", "calibrated", "age", "kind"],
            rows: calibrations.current.map { entry in
              [
                Text(entry.placement.name), "\(dateAndMinute: entry.at)", ReportWords.age(entry),
                ReportWords.kind(entry.kind),
              ]
            }, wordColumns: [1, 2, 3]))
      }
      if !calibrations.refused.isEmpty {
        page.paragraph(
          "\(count: calibrations.refused.count, "calibration was", "calibrations were") refused in this period.")
      }
    }
  }
}
