import PsoasAnalysis
import PsoasMonitor
import PsoasSystem

/// The section of a report about the agreement with labels.
struct AgreementPage {
  let table: AgreementTable

  func add(to page: inout HTMLPage) {
    page.section("agreement", "Agreement with the labels") { page in
      page.paragraph(
        "Seconds with one label. \"Live\" is the last estimate within the second, as reported at the time; \"diary\" is the final one. All measures are in agreement.csv; docs/research.md defines them."
      )
      for kind in EstimateKind.allCases {
        addConfusion(kind, &page)
        addRates(kind, &page)
      }
      addPeople(&page)
      addLimits(&page)
      addReliability(&page)
    }
  }

  private func number(_ value: Double?) -> Text { value.map { "\($0, places: 3)" } ?? "" }

  private func addConfusion(_ kind: EstimateKind, _ page: inout HTMLPage) {
    let confusion = table.all[kind.index].confusion
    page.table(
      HTMLTable(
        caption: "seconds by label and estimate, \(kind.name)",
        heads: ["label"] + Confusion.estimates.map { "\($0.name)" },
        rows: LabelClass.allCases.filter { confusion.labelled($0) > 0 }.map { truth in
          ["\(truth.name)"] + Confusion.estimates.map { "\(confusion[truth, $0])" }
        }))
  }

  private func addRates(_ kind: EstimateKind, _ page: inout HTMLPage) {
    let agreement = table.all[kind.index]
    page.table(
      HTMLTable(
        caption: "each posture against all others, \(kind.name)",
        heads: ["posture", "sensitivity", "specificity", "balanced accuracy", "F1", "kappa"],
        rows: LabelClass.allCases.filter { $0.posture != nil }.map { truth in
          let counts = agreement.confusion.counts(of: truth)
          return [
            "\(truth.name)", number(counts.sensitivity), number(counts.specificity), number(counts.balancedAccuracy),
            number(counts.f1), number(counts.kappa),
          ]
        }))
  }

  private func addPeople(_ page: inout HTMLPage) {
    page.table(
      HTMLTable(
        caption: "sitting by person, balanced accuracy and minutes",
        heads: ["person", "live", "diary", "minutes labelled", "live", "diary"],
        rows: table.people.map { person in
          let (live, diary) = (person.results[0], person.results[1])
          return [
            person.name, number(live.confusion.counts(of: .sitting).balancedAccuracy),
            number(diary.confusion.counts(of: .sitting).balancedAccuracy),
            "\(live.minutes(.sitting).labelled, places: 1)", "\(live.minutes(.sitting).estimated, places: 1)",
            "\(diary.minutes(.sitting).estimated, places: 1)",
          ]
        }))
  }

  private func addLimits(_ page: inout HTMLPage) {
    page.table(
      HTMLTable(
        caption: "differences over people, estimate minus label: bias and 95 % limits of agreement",
        heads: ["measure", "estimate", "bias", "from", "to"],
        rows: EstimateKind.allCases.flatMap { kind in
          table.limits(kind).map { row in
            [
              "\(words(row.measure)), \(row.subject)", "\(kind.name)", "\(row.limits.bias, places: 2)",
              row.limits.lower.map { "\($0, places: 2)" } ?? "", row.limits.upper.map { "\($0, places: 2)" } ?? "",
            ]
          }
        }, wordColumns: [1]))
  }

  private func words(_ measure: Text) -> Text {
    switch measure {
    case "bouts_30min": "bouts of 30 minutes or more"
    case "bouts_30min_minutes": "minutes in bouts of 30 minutes or more"
    default: measure
    }
  }

  private func addReliability(_ page: inout HTMLPage) {
    page.table(
      HTMLTable(
        caption: "confidence: the share of seconds that are right",
        heads: ["confidence", "estimate", "seconds", "mean confidence", "right"],
        rows: EstimateKind.allCases.flatMap { kind in
          table.all[kind.index].reliability.bins.enumerated().filter { $1.seconds > 0 }.map { index, bin in
            [
              AgreementTable.reliabilityRange(index), "\(kind.name)", "\(bin.seconds)", number(bin.meanConfidence),
              number(bin.shareRight),
            ]
          }
        }, wordColumns: [1]))
  }
}
