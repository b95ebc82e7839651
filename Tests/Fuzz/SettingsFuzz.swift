import CLinux
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// The first byte selects the file that the other bytes replace.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSettings(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let folder = FuzzedFile.folder
  let files = ["psoas.conf", "psoas.conf.d/50-case.conf", "quirks/50-case.quirks", "exercises/case.ini"]
  for kind in ["psoas.conf.d", "quirks", "exercises"] { mkdir("\(folder)/\(kind)", 0o700) }
  let chosen = Int(start[0]) % files.count
  for (index, file) in files.enumerated() where index != chosen { unlink("\(folder)/\(file)") }
  FuzzedFile.write("\(folder)/\(files[chosen])", UnsafeRawBufferPointer(start: start + 1, count: count - 1))
  var places = SettingsPlaces(data: nil, system: Text(folder.utf8), user: nil)
  places.sysfs = "/nowhere"
  guard let settings = try? Settings.load(from: places) else { return 0 }
  for warning in settings.warnings {
    precondition(!warning.message.isEmpty && !warning.text.contains(0x0A), "a warning of no line, or of several")
  }
  checkConfiguration(settings.configuration)
  return 0
}

/// Each value is written as it is read.
private func checkConfiguration(_ configuration: Configuration) {
  for setting in Setting.all {
    let text = setting.text(of: configuration)
    if text.isEmpty { continue }
    var read = Configuration()
    precondition(setting.read(text, into: &read) == nil, "a value that was read is refused")
    precondition(setting.text(of: read) == text, "a value is not the same when it is read again")
  }
}
