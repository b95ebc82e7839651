import PsoasMonitor
import PsoasSystem

extension BusService {
  /// Sets the muscles suggested from the last fortnight.
  public func suggest(_ suggestions: [MuscleSuggestion]) {
    self.suggestions = suggestions
    update(status)
  }
}

extension MessageWriter {
  /// `a(asss)`: muscles, the name of the rule, the reason as text.
  mutating func append(_ suggestions: [MuscleSuggestion]) {
    container(BusType.array, "(asss)") { list in
      for suggestion in suggestions {
        list.container(BusType.structure, "asss") { entry in
          entry.container(BusType.array, "s") { array in
            for muscle in suggestion.muscles { array.append(text: muscle.name) }
          }
          entry.append(text: suggestion.reason.rule)
          var words = Text()
          MuscleText.append(suggestion, to: &words)
          entry.append(text: words)
        }
      }
    }
  }
}
