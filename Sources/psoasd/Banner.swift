import CLinux
import PsoasMonitor
import PsoasState
import PsoasSystem

/// The first lines for a user who starts the daemon at a terminal.
enum Banner {
  /// The first commands to try, which the synthetic wearer follows.
  private static let commands: StaticString = """
        psoasctl setup
        psoasctl status
        psoasctl exercise start kneeling-hip-flexor
        psoasctl calibrate

    """

  /// - Parameters:
  ///   - isStored: the days of this run are stored.
  ///   - isOnBus: psoasctl reaches this run.
  static func text(_ options: Options, isSynthetic: Bool, isStored: Bool, isOnBus: Bool) -> Text {
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
      if !isStored { text.append("None of its data is stored.\n") }
    }
    // A program that starts the daemon without a bus does not mean to call it.
    if options.bus != .none { text += isOnBus ? hint(isSynthetic) : unreachable }
    text.append("\n")
    return text
  }

  private static func hint(_ isSynthetic: Bool) -> Text {
    let follows: StaticString = isSynthetic ? "; the wearer follows what you start" : ""
    return "\nTry in another terminal\(follows):\n\n\(commands)"
  }

  private static let unreachable: Text = """
    There is no session bus, so psoasctl cannot reach this run: start both in a shell of `dbus-run-session -- bash`.

    """
}
