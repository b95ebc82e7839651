import CLinux
import PsoasMonitor

/// The first lines for a person who starts the daemon at a terminal.
enum Greeting {
  static func print(_ options: Options, isSynthetic: Bool) {
    var text = Bytes()
    text.append(SafetyText.brief)
    text.append("\n")
    if isSynthetic {
      if options.source == .liveOrSynthetic { text.append("No usable sensor is connected: ") }
      text.append("playing the built-in synthetic wearer at ")
      text.append(options.speed, places: 0)
      text.append(" times real time. Ctrl-C ends.\n")
    }
    text.append("\n")
    _ = Descriptor.write(text, to: STDOUT_FILENO)
  }
}
