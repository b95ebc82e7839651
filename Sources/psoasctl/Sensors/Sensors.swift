import ArgumentParser
import Glibc
import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Lists wearable sensors and their placements.
struct Sensors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensors", abstract: "List sensors, and assign them to placements.",
    subcommands: [List.self, Assign.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the sensors that could be worn.",
      discussion: """
        While the service is running, also how it uses each of them, and what is wrong with it.
        With --json one object per line, for a script.
        """)

    @OptionGroup var bus: BusOptions

    @Flag(help: "Print one JSON object per sensor.")
    var json = false

    func run() throws {
      try Failure.reported { () throws(Failure) in
        let settings = try DataFiles.load(nil)
        let set: SensorSet
        do throws(DeviceError) {
          set = try SensorSet(settings.configuration, quirks: settings.quirks)
        } catch {
          throw .unavailable(error.message)
        }
        let sensors = SensorList(set, settings.configuration, service: try? bus.client().sensors()).sensors
        if sensors.isEmpty, !json { print("no sensor is connected: pair a controller, or plug one in") }
        for sensor in sensors {
          print(json ? SensorList.json(sensor).text : SensorList.words(sensor))
        }
      }
    }
  }

  struct Assign: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "assign", abstract: "Assign a sensor to a placement.",
      discussion: "Use - as ID to remove the assignment. A running service applies it immediately.")

    @OptionGroup var bus: BusOptions

    @Argument(help: "Where it is worn.")
    var placement: Placement

    @Argument(help: "The sensor's identifier, as `psoasctl sensors` lists it.")
    var identifier: String

    func run() throws {
      try Failure.reported { () throws(Failure) in
        if identifier != "-" { try confirmIdentifier() }
        try Self.assign(placement, identifier == "-" ? Text() : Text(identifier.utf8), bus)
        Answer.print(assigned, undo: nil)
      }
    }

    /// A running service stores and applies it; without one it is written to the wearer's settings.
    /// - Parameter identifier: empty to remove the assignment.
    static func assign(_ placement: Placement, _ identifier: Text, _ bus: BusOptions) throws(Failure) {
      if try assignByService(placement, identifier, bus) { return }
      do throws(SettingsError) {
        var assignments = try SensorAssignments()
        assignments.assign(placement, identifier.isEmpty ? nil : identifier)
        try assignments.write()
      } catch {
        throw .output(error.message)
      }
      // A running service that does not know the sensor yet waits for it from now on.
      _ = try? BusClient(bus.kind).reload()
    }

    private var assigned: Text {
      if identifier == "-" { return "No sensor is assigned to the \(placement.name)" }
      return "\(identifier) is the \(placement.name) sensor; `psoasctl sensors assign \(placement.name) -` removes it"
    }

    /// A text that is not an identifier is probably a name: an interactive user is asked, a script is warned.
    private func confirmIdentifier() throws(Failure) {
      let text = Text(identifier.utf8)
      guard !SensorIdentifier.isOne(text) else { return }
      guard !text.isEmpty, text.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ";") }) else {
        throw .data("no sensor has an identifier like this: psoasctl sensors lists them, such as \(Self.example)")
      }
      StandardError.write("\(identifier) does not have the format of an identifier, such as \(Self.example)\n")
      guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return }
      StandardError.write("Assign it anyway? [y/N] ")
      guard readLine()?.lowercased().hasPrefix("y") == true else {
        throw .data("nothing was assigned: psoasctl sensors lists the identifiers")
      }
    }

    private static let example = "057e:2006:dc-68-eb-11-22-33"

    /// False if no service can store it, and the file is to be written.
    private static func assignByService(
      _ placement: Placement, _ identifier: Text, _ bus: BusOptions
    ) throws(Failure) -> Bool {
      do throws(BusError) {
        try BusClient(bus.kind).assign(placement, identifier)
        return true
      } catch {
        switch error {
        case .absent, .notRunning:
          // The caller may not write the system service's settings.
          if bus.system { throw Failure(error) }
          return false
        // An absent sensor may be assigned, too.
        case .refused(let name, _) where !bus.system && name == "org.psoas.Psoas1.Error.UnknownSensor":
          return false
        case .refused(let name, _) where name == "org.psoas.Psoas1.Error.Synthetic": return false
        default: throw Failure(error)
        }
      }
    }
  }
}

extension Placement: ExpressibleByArgument {
  public static var allValueStrings: [String] { allCases.map { "\($0.name)" } }
  public static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: allCases.map { ("\($0.name)", "\($0.summary)") })
  }

  var summary: StaticString {
    switch self {
    case .pelvis: "on the sacrum, under a snug belt"
    case .thigh: "on the front of the thigh, half-way down"
    case .trunk: "on the lower back, just above the waist"
    }
  }

  public var defaultValueDescription: String { "\(name)" }

  public init?(argument: String) {
    guard let placement = Placement.allCases.first(where: { "\($0.name)" == argument }) else { return nil }
    self = placement
  }
}
