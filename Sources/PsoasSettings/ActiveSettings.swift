import PsoasCore
import PsoasMonitor
import PsoasSystem

/// The settings of a running program: those of the files, and the assignments of sensors that have priority over them.
public struct ActiveSettings: Sendable {
  public private(set) var settings: Settings
  private let file: Text?
  private let places: SettingsPlaces
  /// The assignments by command line options, and by requests that the files contradict.
  private var assignments = PerPlacement<Text?>(repeating: nil)
  /// A stored assignment that was not applied yet.
  private var request: (placement: Placement, identifier: Text)?

  /// - Parameters:
  ///   - file: a configuration to use instead of the installed ones (quirks and exercises stay).
  ///   - assignments: those of the command line, by identifier.
  /// - Throws: `SettingsError.cannotRead` if `file` cannot be read.
  public init(
    configuration file: Text? = nil, from places: SettingsPlaces = .ofThisProcess,
    assigning assignments: [(placement: Placement, identifier: Text)] = []
  ) throws(SettingsError) {
    self.file = file
    self.places = places
    for (placement, identifier) in assignments { self.assignments[placement] = identifier }
    settings = try Settings.load(configuration: file, from: places)
    settings.assign(self.assignments)
  }

  /// Stores an assignment in the wearer's settings; the next reload applies it. The latest request has priority over
  /// the options of the command line, and over files that contradict it.
  /// - Parameter identifier: the sensor; empty to remove the assignment.
  public mutating func store(_ placement: Placement, _ identifier: Text) throws(SettingsError) {
    var stored = try SensorAssignments(in: places)
    stored.assign(placement, identifier.isEmpty ? nil : identifier)
    try stored.write()
    // A sensor has one placement.
    for other in Placement.allCases where other == placement || assignments[other] == identifier {
      assignments[other] = nil
    }
    request = (placement, identifier)
  }

  /// Reloads all files (`Settings.reloaded`); an error changes nothing.
  public mutating func reload() throws(SettingsError) -> SettingsUpdate {
    var fresh = try settings.reloaded(configuration: file, from: places)
    if let request, fresh.configuration.sensors[request.placement] != request.identifier {
      assignments[request.placement] = request.identifier
    }
    request = nil
    fresh.assign(assignments)
    let update = SettingsUpdate(from: settings, to: fresh)
    settings = fresh
    return update
  }
}

/// The result of a reload.
public struct SettingsUpdate: Sendable {
  public let settings: Settings
  /// The settings with other values than before.
  public let changes: [SettingValue]
  /// The exercises that differ, including removed ones.
  public let exercises: [Text]
  public let hasOtherQuirks: Bool

  init(from before: Settings, to settings: Settings) {
    self.settings = settings
    changes = settings.changes(since: before)
    exercises = settings.changedExercises(since: before)
    hasOtherQuirks = settings.quirks != before.quirks
  }

  /// One line for people.
  public var text: Text {
    var words: [Text] = []
    for change in changes { words.append("\(change.key)=\(change.value)") }
    for exercise in exercises { words.append("exercise \(exercise)") }
    if hasOtherQuirks { words.append("quirks") }
    if words.isEmpty { words.append("nothing has changed") }
    return "the configuration was reloaded: \(words, joined: ", ")"
  }
}
