import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The drop-in file in which the program stores the assignments of sensors: `50-sensors.conf` in the wearer's
/// directory.
public struct SensorAssignments: Equatable, Sendable {
  private var identifiers = PerPlacement<Text?>(repeating: nil)
  private let file: Text
  private let folder: Text

  /// Reads the stored assignments.
  /// - Throws: `SettingsError.noHome` if the wearer has no configuration directory.
  public init(in places: SettingsPlaces = .ofThisProcess) throws(SettingsError) {
    guard let user = places.user else { throw .noHome }
    folder = user.inside("psoas.conf.d")
    file = folder.inside("50-sensors.conf")
    // A missing or invalid file is written again.
    guard let content = try? Files.read(file, limit: Settings.largestFile) else { return }
    for entry in IniFile(content, name: file).entries where entry.section == Setting.Section.sensors.name {
      for placement in Placement.allCases where entry.key == Setting.sensor(placement).key {
        identifiers[placement] = entry.value
      }
    }
  }

  /// Assigns a sensor to a placement, and removes its other assignments: it can be worn in one place only.
  /// - Parameter identifier: nil for no sensor there, even if the system's settings assign one.
  public mutating func assign(_ placement: Placement, _ identifier: Text?) {
    if let identifier {
      for other in Placement.allCases where identifiers[other] == identifier {
        identifiers[other] = nil
      }
    }
    identifiers[placement] = identifier ?? Text()
  }

  /// Writes the assignments atomically.
  public func write() throws(SettingsError) {
    var text = Text("# Written by psoasctl sensors assign: which sensor is worn where.\n[Sensors]\n")
    for placement in Placement.allCases {
      guard let identifier = identifiers[placement] else { continue }
      text += "\(Setting.sensor(placement).key)=\(identifier)\n"
    }
    do throws(Errno) {
      try Folder.make(folder)
      // Readable by all, like the other settings.
      try AtomicFile.replace(file, with: text, mode: 0o644)
    } catch {
      throw .cannotWrite(file: file, error)
    }
  }
}
