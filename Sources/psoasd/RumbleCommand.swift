import CLinux
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// `--rumble`: tests the rumble of the worn controllers, as a reminder at that level uses it.
enum RumbleCommand {
  static func run(_ options: Options) -> Int32 {
    do throws(SettingsError) {
      let settings = try options.settings().settings
      for warning in settings.warnings { StandardError.print(warning.text) }
      return shake(settings)
    } catch {
      StandardError.print(error.message)
      return ExitStatus.configuration
    }
  }

  private static func shake(_ settings: Settings) -> Int32 {
    do throws(DeviceError) {
      let set = try SensorSet(settings.configuration, quirks: settings.quirks)
      for case .notice(let text) in set.start() { StandardError.print(text) }
      var shaken = 0
      for (placement, sensor) in set.open {
        var line: Text = "\(placement.name): \(escaped: sensor.description.name)"
        if let rumble = Rumble(among: set.companions(of: sensor)) {
          try rumble.play()
          usleep(UInt32(Rumble.seconds * 1e6))
          shaken += 1
          line.append(" shakes\n")
        } else {
          line.append(" has no motors that this user may use\n")
        }
        try? BorrowedDescriptor.standardOutput.write("\(escapedLines: line)")
      }
      return shaken > 0 ? 0 : ExitStatus.unavailable
    } catch {
      StandardError.print(error.message)
      return ExitStatus.unavailable
    }
  }
}
