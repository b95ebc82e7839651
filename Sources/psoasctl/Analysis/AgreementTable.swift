import PsoasAnalysis
import PsoasMonitor
import PsoasSystem

/// The agreement of estimates with labels, by person and over all, as `agreement.csv`. docs/research.md defines each
/// measure.
struct AgreementTable {
  struct Person {
    var name: Text
    /// In the order of `EstimateKind`.
    var results: [Agreement]
  }

  /// A row: the value of a measure; nil where it is undefined.
  struct Measure {
    var name: Text
    /// `*`: it is of all classes.
    var subject: Text
    var value: Double?
    var places = 6
  }

  static let header: Text = "person,estimate,measure,class,value"
  /// Seconds of sitting, and of other postures, from which a person counts for the mean and the worst.
  private static let fewest = 30

  let map: LabelMap
  private let tolerance: Int64
  private(set) var people: [Person] = []
  private(set) var all: [Agreement]
  /// Labels without a meaning.
  private(set) var ignored: [(label: Text, seconds: Int)] = []
  /// Labels of --map that no second has.
  private var absent: [Text]

  init(_ map: LabelMap, tolerance: Int64) {
    self.map = map
    self.tolerance = tolerance
    absent = map.stated
    all = EstimateKind.allCases.map { _ in Agreement(tolerance: tolerance) }
  }

  mutating func add(_ part: AnalysisPart, _ person: Text) {
    var recording = RecordingAgreement(map, tolerance: tolerance, breakLength: part.breakLength)
    part.eachLabelled { span in
      recording.add(span)
      if !absent.isEmpty { absent.removeAll { $0 == span.label } }
      if !span.label.isEmpty, !map.knows(span.label) { ignore(span) }
    }
    let results = recording.finish()
    let index = people.firstIndex { $0.name == person } ?? people.count
    if index == people.count {
      people.append(Person(name: person, results: EstimateKind.allCases.map { _ in Agreement(tolerance: tolerance) }))
    }
    for kind in EstimateKind.allCases {
      people[index].results[kind.index].add(results[kind.index])
      all[kind.index].add(results[kind.index])
    }
  }

  private mutating func ignore(_ span: LabelledSpan) {
    if let index = ignored.firstIndex(where: { $0.label == span.label }) {
      ignored[index].seconds += span.seconds
    } else if ignored.count < 1000 {
      ignored.append((span.label, span.seconds))
    }
  }

  /// Says which labels are not scored, and which of --map do not occur, because a misspelt one would be missing without a
  /// word.
  func reportIgnored() {
    if !absent.isEmpty {
      let labels = absent.map { "\(escaped: $0)" as Text }
      StandardError.write("no second has these labels of --map: \(labels, joined: ", ")\n" as Text)
    }
    guard !ignored.isEmpty else { return }
    let labels = ignored.prefix(20).map { "\(escaped: $0.label) \($0.seconds) s" as Text }
    StandardError.write(
      "not compared, because --map gives these labels no meaning: \(labels, joined: ", ")\(ignored.count > 20 ? ", ..." : "")\n"
        as Text)
  }

  func write(to path: Text) throws(Failure) {
    let table = try TableFile.create(path, header: Self.header)
    for person in people + [Person(name: "*", results: all)] {
      for kind in EstimateKind.allCases {
        var measures = Self.measures(person.results[kind.index])
        if person.name == "*" { measures += overPeople(kind) }
        try table.write { rows in
          for measure in measures {
            rows.append(cell: person.name)
            rows += ",\(kind.name),\(measure.name),\(measure.subject),"
            if let value = measure.value { rows.append(value, places: measure.places) }
            rows += "\n"
          }
        }
      }
    }
    try table.finish()
  }

  // MARK: Measures

  private static func measures(_ agreement: Agreement) -> [Measure] {
    let confusion = agreement.confusion
    var rows = [
      count("seconds", "*", confusion.total),
      Measure(name: "accuracy", subject: "*", value: confusion.accuracy),
      Measure(name: "kappa", subject: "*", value: confusion.kappa),
    ]
    for truth in LabelClass.allCases {
      rows.append(count("seconds", "\(truth.name)", confusion.labelled(truth)))
      rows += Confusion.estimates.map { count("as_\(column: $0)", "\(truth.name)", confusion[truth, $0]) }
      guard truth.posture != nil else { continue }
      let counts = confusion.counts(of: truth)
      let values: [(Text, Double?)] = [
        ("sensitivity", counts.sensitivity), ("specificity", counts.specificity),
        ("balanced_accuracy", counts.balancedAccuracy), ("precision", counts.precision), ("f1", counts.f1),
        ("kappa", counts.kappa), ("minutes_labelled", agreement.minutes(truth).labelled),
        ("minutes_estimated", agreement.minutes(truth).estimated),
      ]
      rows += values.map { Measure(name: $0, subject: "\(truth.name)", value: $1) }
    }
    for direction in Transitions.Direction.allCases {
      let counts = agreement.transitions[direction]
      rows += [
        count("transitions_labelled", "\(direction.name)", counts.labelled),
        count("transitions_estimated", "\(direction.name)", counts.estimated),
        count("transitions_matched", "\(direction.name)", counts.matched),
        Measure(name: "transition_sensitivity", subject: "\(direction.name)", value: counts.sensitivity),
        Measure(name: "transition_precision", subject: "\(direction.name)", value: counts.precision),
      ]
    }
    let lists: [(name: Text, bouts: [Double])] = [
      ("labelled", agreement.labelledBouts), ("estimated", agreement.estimatedBouts),
    ]
    for (name, bouts) in lists {
      let long = Agreement.longBouts(bouts)
      rows.append(count("bouts_30min_\(name)", "sitting", long.count))
      rows.append(Measure(name: "bouts_30min_minutes_\(name)", subject: "sitting", value: long.minutes))
    }
    for (index, bin) in agreement.reliability.bins.enumerated() {
      let range = reliabilityRange(index)
      rows += [
        count("confidence_seconds", range, bin.seconds),
        Measure(name: "confidence_mean", subject: range, value: bin.meanConfidence),
        Measure(name: "confidence_right", subject: range, value: bin.shareRight),
      ]
    }
    return rows
  }

  private static func count(_ name: Text, _ subject: Text, _ count: Int) -> Measure {
    Measure(name: name, subject: subject, value: Double(count), places: 0)
  }

  /// `0.50-0.65`.
  static func reliabilityRange(_ index: Int) -> Text {
    let limits = Reliability.limits + [1]
    return "\(limits[index], places: 2)-\(limits[index + 1], places: 2)"
  }

  /// The balanced accuracy of sitting of those who have enough of both.
  func balancedAccuracies(_ kind: EstimateKind) -> [(name: Text, value: Double)] {
    people.compactMap { person in
      let counts = person.results[kind.index].confusion.counts(of: .sitting)
      let labelled = counts.truePositive + counts.falseNegative
      guard labelled >= Self.fewest, counts.total - labelled >= Self.fewest, let value = counts.balancedAccuracy else {
        return nil
      }
      return (person.name, value)
    }
  }

  /// Minutes in each posture, and bouts of at least half an hour, estimate minus label.
  func limits(_ kind: EstimateKind) -> [(measure: Text, subject: Text, limits: LimitsOfAgreement)] {
    var rows: [(Text, Text, [Double])] = []
    for truth in LabelClass.allCases where truth.posture != nil {
      rows.append(
        (
          "minutes", "\(truth.name)",
          people.map { person in
            let minutes = person.results[kind.index].minutes(truth)
            return minutes.estimated - minutes.labelled
          }
        ))
    }
    func bouts(_ value: ((count: Int, minutes: Double)) -> Double) -> [Double] {
      people.map { person in
        let result = person.results[kind.index]
        return value(Agreement.longBouts(result.estimatedBouts)) - value(Agreement.longBouts(result.labelledBouts))
      }
    }
    rows.append(("bouts_30min", "sitting", bouts { Double($0.count) }))
    rows.append(("bouts_30min_minutes", "sitting", bouts { $0.minutes }))
    return rows.compactMap { row in LimitsOfAgreement(row.2).map { (row.0, row.1, $0) } }
  }

  private func overPeople(_ kind: EstimateKind) -> [Measure] {
    let accuracies = balancedAccuracies(kind).map(\.value)
    var rows = [
      Self.count("people", "*", people.count),
      Self.count("people_scored", "sitting", accuracies.count),
      Measure(
        name: "mean_balanced_accuracy", subject: "sitting",
        value: accuracies.isEmpty ? nil : accuracies.reduce(0, +) / Double(accuracies.count)),
      Measure(name: "worst_balanced_accuracy", subject: "sitting", value: accuracies.min()),
    ]
    for (name, subject, limits) in limits(kind) {
      rows += [
        Measure(name: "\(name)_bias", subject: subject, value: limits.bias),
        Measure(name: "\(name)_sd", subject: subject, value: limits.deviation),
        Measure(name: "\(name)_lower_limit", subject: subject, value: limits.lower),
        Measure(name: "\(name)_upper_limit", subject: subject, value: limits.upper),
        Measure(name: "\(name)_mean_absolute_error", subject: subject, value: limits.meanAbsoluteError),
      ]
    }
    return rows
  }
}
