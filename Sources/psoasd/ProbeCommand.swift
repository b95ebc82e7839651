import CLinux
import PsoasDevices
import PsoasMonitor
import PsoasSettings

/// `--probe`: reads every candidate sensor for some seconds and says what came, a JSON object a line.
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
        _ = Descriptor.write(line, to: STDOUT_FILENO)
      }
      if found > 0 { return 0 }
      StandardError.print("no sensor could be read")
    } catch {
      StandardError.print(error.message)
    }
    return ExitStatus.unavailable
  }
}
