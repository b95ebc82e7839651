import PsoasAnalysis
import PsoasMonitor
import PsoasSystem

/// The tables and the report of an analysis, made from the parts of its recordings.
enum AnalysisTables {
  static var header: Text { "trace,person,\(RecordingColumn.all.map(\.name), joined: ",")" }

  /// One row of `recordings.csv`, with its line feed.
  static func row(_ part: AnalysisPart, _ trace: Text, person: Text) -> Text {
    var row = Text()
    row.append(cell: trace)
    row.append(",")
    row.append(cell: person)
    for (column, cell) in zip(RecordingColumn.all, part.cells) {
      row.append(",")
      if column.isText { row.append(cell: cell) } else { row.append(cell) }
    }
    row.append("\n")
    return row
  }

  /// Reads the parts one after the other and writes all files.
  /// - Returns: the number of recordings that could not be used.
  static func write(
    _ inputs: [AnalysisInput], in store: AnalysisStore, _ options: ComparisonOptions
  ) throws(Failure) -> Int {
    let recordings = try TableFile.create(store.path.inside("recordings.csv"), header: header)
    let diary = try TableFile.create(
      store.path.inside("diary.csv"), header: "trace,\(Text(Text(DiaryCSV.header).dropLast()))")
    let failures = try TableFile.create(store.path.inside("failures.csv"), header: "trace,status,reason")
    var seconds: TableFile?
    if options.labels != nil {
      seconds = try TableFile.create(
        store.path.inside("seconds.csv"),
        header: "trace,began,ended,live,live_confidence,diary,diary_confidence,label")
    }
    var agreement = AgreementTable(options.labelMap, tolerance: options.seconds)
    var page = AnalysisPage(inputs.count)
    var failed = 0
    for input in inputs {
      let part = try store.existingPart(input)
      var name = Text()
      name.append(cell: input.trace)
      if let failure = part.failure {
        failed += 1
        page.add(failure: failure.reason, of: input.trace)
        try failures.write { row in
          row += "\(name),\(failure.status),"
          row.append(cell: failure.reason)
          row += "\n"
        }
        continue
      }
      let person = options.person(of: input.trace)
      try recordings.write { $0 += row(part, input.trace, person: person) }
      try part.each(.diary) { line throws(Failure) in
        try diary.write { row in
          row += name
          row += ","
          row.append(contentsOf: line)
          row += "\n"
        }
      }
      if options.labels != nil {
        try part.eachLabelled { span throws(Failure) in
          try seconds?.write { row in
            row += "\(name),\(span.began),\(span.ended),\(estimate: span.live),\(estimate: span.diary),"
            row.append(cell: span.label)
            row += "\n"
          }
        }
        agreement.add(part, person)
      }
      page.add(part, input.trace, person)
    }
    try recordings.finish()
    try diary.finish()
    try failures.finish()
    try seconds?.finish()
    if options.labels != nil {
      try agreement.write(to: store.path.inside("agreement.csv"))
      agreement.reportIgnored()
    }
    page.compare(options.labels != nil ? agreement : nil)
    try ReportFile.write(page.html, to: store.path.inside("report.html"))
    return failed
  }
}
