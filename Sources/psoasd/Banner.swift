import CLinux
import PsoasMonitor
import PsoasState
import PsoasSystem

/// The first lines for a user who starts the daemon at a terminal.
enum Banner {
  static func text(_ options: Options, isSynthetic: Bool) -> Text {
    var text = Text()
    // The full text once, if a person can read it.
    if isatty(STDOUT_FILENO) != 0, !SafetyMarker.isSet {
      text += "\(SafetyText.full)\n`psoasctl safety` prints this again.\n"
      SafetyMarker.set()
    } else {
      text += "\(SafetyText.brief)\n"
    }
    if isSynthetic {
      if options.source == .liveOrSynthetic { text.append("No usable sensor is connected: ") }
      text += "running the built-in synthetic wearer at \(options.speed, places: 0) times real time. Ctrl-C ends.\n"
    }
    text.append("\n")
    return text
  }
}
