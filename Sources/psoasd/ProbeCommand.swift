import CLinux
import PsoasDevices
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// `--probe`: reads each candidate sensor for some seconds and prints the result, one JSON object per line.
enum ProbeCommand {
  static func run(seconds: Double, _ options: Options) -> Int32 {
    do throws(SettingsError) {
      let settings = try Settings.load(configuration: options.configuration)
      for warning in settings.warnings { StandardError.print(warning.text) }
      return probe(seconds: seconds, settings.quirks)
    } catch {
      StandardError.print(error.message)
      return ExitStatus.configuration
    }
  }

  private static func probe(seconds: Double, _ quirks: [Quirk]) -> Int32 {
    do throws(DeviceError) {
      let found = try Probe.run(seconds: seconds, quirks: quirks) { line in
        try? BorrowedDescriptor.standardOutput.write(line)
      }
      if found > 0 { return 0 }
      StandardError.print("no sensor could be read")
    } catch {
      StandardError.print(error.message)
    }
    return ExitStatus.unavailable
  }
}
