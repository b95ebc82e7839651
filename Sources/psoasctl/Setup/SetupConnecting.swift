import PsoasBus
import PsoasCore
import PsoasDevices
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// What to wear, and where.
final class WearStage: SetupStage {
  private lazy var picture: [Text] = {
    guard let data = SettingsPlaces.ofThisProcess.data else { return [] }
    return ExercisePicture(file: data.inside("wearing.svg"))?.lines(isPlain: !Terminal.usesUTF8) ?? []
  }()

  override var page: SetupPage {
    var page = SetupPage(step)
    page.picture = picture
    page.say(SetupWords.wear)
    if !worn.isEmpty, !service.isSynthetic { page.add(SetupWords.worn(worn)) }
    return page
  }

  private var worn: [BusSensor] { service.sensors.filter { $0.placement != nil && $0.isReading } }

  override var finding: SetupFinding { worn.isEmpty ? .open(SetupWords.nothingWorn) : .good(SetupWords.worn(worn)) }
}

/// Connecting a controller. It names the commands and runs none.
final class PairStage: SetupStage {
  private lazy var controllers: [Controller] = {
    var faults: [Text] = []
    return Controller.all(faults: &faults)
  }()
  private var chosen: Int?
  private var connected: [SensorInspection] = []
  private var error: DeviceError?
  /// Connected since this step began.
  private var arrived: [Text] = []
  private var hasLooked = false
  private var nextLook: Int64 = 0

  override func update() {
    super.update()
    guard SystemClock.monotonic >= nextLook else { return }
    nextLook = SystemClock.monotonic + 1_000_000
    do throws(DeviceError) {
      let found = try SensorInspector(quirks: settings.quirks).sensors.filter { !$0.isBuiltIn }
      if hasLooked {
        for sensor in found where !connected.contains(sensor) { arrived.append(sensor.identifier) }
      }
      (connected, error, hasLooked) = (found, nil, true)
    } catch {
      (connected, self.error) = ([], error)
    }
  }

  override var page: SetupPage {
    var page = SetupPage(step)
    if let chosen {
      page.say(SetupWords.connecting(controllers[chosen]))
    } else {
      page.say(SetupWords.controllers(controllers))
      page.keys += SetupWords.numbers(controllers.count, SetupWords.showKey)
    }
    page.add(SetupWords.connected(connected, arrived: arrived, error))
    return page
  }

  override func press(_ key: UInt8) -> SetupAnswer {
    if key == UInt8(ascii: "b"), chosen != nil {
      chosen = nil
      return .handled
    }
    let number = Int(key) - Int(UInt8(ascii: "1"))
    guard controllers.indices.contains(number) else { return .ignored }
    chosen = number
    return .handled
  }

  override var finding: SetupFinding {
    if service.isSynthetic, connected.isEmpty { return .good(SetupWords.synthetic) }
    return connected.isEmpty ? .open(SetupWords.nothingConnected) : .good(SetupWords.names(connected))
  }
}

/// What `psoasctl doctor` finds of what is needed at first.
final class PermissionStage: SetupStage {
  private var findings: [(check: DoctorCheck, finding: Finding)]?
  private var hasShown = false

  override func update() {
    super.update()
    // The page says first that it takes a moment.
    guard findings == nil, hasShown else {
      hasShown = true
      return
    }
    findings = Examination(service.bus, root: service.root).findings().filter { $0.check.isNeededAtFirst }
  }

  override var page: SetupPage {
    var page = SetupPage(step)
    guard let findings else {
      page.add(SetupWords.looking)
      return page
    }
    if service.isSynthetic { page.say(SetupWords.syntheticChecks) }
    page.say(SetupWords.checks(findings))
    return page
  }

  private func count(_ verdict: Finding.Verdict) -> Int { findings?.count { $0.finding.verdict == verdict } ?? 0 }

  override var finding: SetupFinding {
    guard findings != nil else { return .open(SetupWords.notLooked) }
    let (problems, warnings) = (count(.problem), count(.warning))
    return problems + warnings == 0 ? .good(SetupWords.allWell) : .open(SetupWords.count(problems, warnings))
  }
}
