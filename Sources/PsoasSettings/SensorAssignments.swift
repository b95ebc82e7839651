import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The drop-in in which the program itself keeps which sensor is worn where: `50-sensors.conf` among the wearer's.
public struct SensorAssignments: Equatable, Sendable {
  private var identifiers = PerPlacement<Text?>(repeating: nil)
  private let file: Text
  private let folder: Text

  /// Reads what is kept so far.
  /// - Throws: `SettingsError.noHome` where the wearer has no folder for settings.
  public init(in places: SettingsPlaces = .ofThisProcess) throws(SettingsError) {
    guard let user = places.user else { throw .noHome }
    folder = user.inside("psoas.conf.d")
    file = folder.inside("50-sensors.conf")
    // A file that is not there yet, or that somebody broke, is written anew.
    guard let content = try? Files.read(file, limit: Settings.largestFile) else { return }
    for entry in IniFile(content, name: file).entries where entry.section == Setting.Section.sensors.name {
      for placement in Placement.allCases where entry.key == Setting.sensor(placement).key {
        identifiers[placement] = entry.value
      }
    }
  }

  /// Gives a sensor a placement, and takes it from any other it had: it can be worn in one place only.
  /// - Parameter identifier: nil to have no sensor there, whatever the machine's own settings say.
  public mutating func assign(_ placement: Placement, _ identifier: Text?) {
    if let identifier {
      for other in Placement.allCases where identifiers[other] == identifier {
        identifiers[other] = nil
      }
    }
    identifiers[placement] = identifier ?? Text()
  }

  /// Keeps the assignments, whole or not at all.
  public func write() throws(SettingsError) {
    var text = Text("# Written by psoasctl sensors assign: which sensor is worn where.\n[Sensors]\n")
    for placement in Placement.allCases {
      guard let identifier = identifiers[placement] else { continue }
      text.append(Setting.sensor(placement).key)
      text.append("=")
      text.append(identifier)
      text.append("\n")
    }
    do throws(Errno) {
      try Folder.make(folder)
      // Others may read which sensor is worn where, as they may read the rest of the settings.
      try AtomicFile.replace(file, with: text, mode: 0o644)
    } catch {
      throw .cannotWrite(file: file, error)
    }
  }
}
