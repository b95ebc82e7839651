import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasHistory
import PsoasMonitor
import PsoasSettings
import PsoasState
import PsoasSystem

/// What the checks look at, gathered once, each part with a limit of time.
struct Examination {
  /// Microseconds to wait for a bus and for each reply (chosen by judgement).
  static let patience: UInt64 = 2_000_000

  let isSystem: Bool
  /// Below which the installed files are; empty for the file system of this machine.
  let root: Text
  /// nil on an unknown distribution.
  let packages: PackageManager?
  let now = WallClock.now
  /// The state directory; nil if there is none.
  let state: Text?
  let settings: Settings
  /// The sensors that are worn, or could be.
  private(set) var worn: [SensorInspection] = []
  /// All that are connected, with those that are part of this computer.
  private(set) var connected: [SensorInspection] = []
  /// The name of the sensor that did not answer in time, and of those that were not tried after it.
  private(set) var stuck: Text?
  private(set) var unexamined: [Text] = []
  private(set) var deviceError: DeviceError?
  private(set) var busError: BusError?
  private(set) var serviceError: BusError?
  private(set) var version = Text()
  private(set) var status: BusStatus?
  private(set) var reported: [BusSensor] = []
  private(set) var stored: StoredCalibration?
  private(set) var desktop: DesktopInspection?

  init(_ bus: BusOptions, root: Text) {
    isSystem = bus.system
    self.root = root
    packages = PackageManager.ofDistribution(root: root)
    state = try? HistoryOptions.directory(nil, system: bus.system)
    var places = SettingsPlaces.ofThisProcess
    // The system service has its assignments beside its history.
    if bus.system, places.given.isEmpty { places.user = "\(HistoryOptions.systemDirectory)/config/psoas" }
    // Loading the installed files does not throw: what is bad is a warning.
    settings = (try? Settings.load(from: places)) ?? Settings()
    examineBus(bus.kind)
    examineDevices()
  }

  private mutating func examineBus(_ kind: BusKind) {
    let client: BusClient
    do throws(BusError) { client = try BusClient(kind, patience: Self.patience) } catch {
      busError = error
      return
    }
    if !isSystem { desktop = client.inspectDesktop() }
    do throws(BusError) {
      let (version, status) = try client.status()
      (self.version, self.status) = (version, status)
      // A daemon of another version may have none on the bus.
      reported = (try? client.sensors()) ?? []
      if reported.contains(where: { $0.placement == .pelvis && $0.isReading }) {
        stored = try? client.calibration(.pelvis)
      }
    } catch {
      serviceError = error
    }
  }

  private mutating func examineDevices() {
    let inspector: SensorInspector
    do throws(DeviceError) { inspector = try SensorInspector(quirks: settings.quirks) } catch {
      deviceError = error
      return
    }
    connected = inspector.sensors
    let chosen = inspector.sensors.indices.filter { index in
      let sensor = inspector.sensors[index]
      return !sensor.isBuiltIn || placement(of: sensor) != nil
    }
    // Two seconds a sensor: one to listen to it, and one in which hid-wiimote looks for its battery.
    let seconds = min(2 + 2 * Double(chosen.count), 12)
    worn = TimeLimitedWork.results(chosen.count, seconds: seconds) { inspector.inspect(chosen[$0]) }
    let missing = chosen.dropFirst(worn.count)
    stuck = missing.first.map { inspector.sensors[$0].name }
    unexamined = missing.dropFirst().map { inspector.sensors[$0].name }
  }

  func placement(of sensor: SensorInspection) -> Placement? {
    let known = reported.first { $0.identifier == sensor.identifier }?.placement
    return known
      ?? Placement.allCases.first { placement in
        let identifier = settings.configuration.sensors[placement]
        return !identifier.isEmpty && SensorIdentifier.same(identifier, sensor.identifier)
      }
  }

  var hasAssignments: Bool { Placement.allCases.contains { !settings.configuration.sensors[$0].isEmpty } }

  var systemctl: StaticString { (isSystem ? BusKind.system : .user).systemctl }

  /// Findings of all checks, the most serious first, otherwise in the order of the table.
  func findings() -> [(check: DoctorCheck, finding: Finding)] {
    let all = DoctorCheck.all.flatMap { check in check.findings(self).map { (check: check, finding: $0) } }
    return Finding.Verdict.allCases.flatMap { verdict in all.filter { $0.finding.verdict == verdict } }
  }
}
