import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// A controller of data/controllers.ini, and how it is connected.
struct Controller {
  var title = Text()
  /// As a Bluetooth list names it; empty if it has no Bluetooth.
  var name = Text()
  var press = Text()
  /// Lines for bluetoothctl.
  var commands: [Text] = []
  var hasCable = false
  var wake = Text()
  var note = Text()

  /// All, in the order of the file; none if it is missing.
  /// - Parameter faults: what is wrong with the file, one line each.
  static func all(in places: SettingsPlaces = .ofThisProcess, faults: inout [Text]) -> [Controller] {
    guard let file = places.data?.inside("controllers.ini"), let content = try? Files.read(file, limit: 1 << 16)
    else { return [] }
    return all(IniFile(content, name: file), &faults)
  }

  static func all(_ file: IniFile, _ faults: inout [Text]) -> [Controller] {
    faults += file.warnings.map(\.text)
    var all: [Controller] = []
    var section = 0
    for entry in file.entries {
      if entry.sectionNumber != section {
        section = entry.sectionNumber
        all.append(Controller())
      }
      guard !all.isEmpty, all[all.count - 1].take(entry) else {
        faults.append("line \(entry.line): \(entry.key)= is not expected")
        continue
      }
    }
    return all
  }

  private mutating func take(_ entry: IniFile.Entry) -> Bool {
    let value = entry.value.trimmed
    if entry.key == "Title" {
      title = value
    } else if entry.key == "Name" {
      name = value
    } else if entry.key == "Press" {
      press = value
    } else if entry.key == "Commands" {
      commands = value.parts(separatedBy: UInt8(ascii: ",")).map(\.trimmed)
    } else if entry.key == "Cable" {
      hasCable = value == "yes"
      return hasCable || value == "no"
    } else if entry.key == "Wake" {
      wake = value
    } else if entry.key == "Note" {
      note = value
    } else {
      return false
    }
    return !value.isEmpty && !entry.isContinuation
  }
}
