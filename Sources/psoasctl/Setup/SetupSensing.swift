import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// Which sensor is worn where: the one that is shaken.
final class ShakeStage: SetupStage {
  /// Microseconds after which it stops looking.
  static let patience: Int64 = 60_000_000

  private lazy var watch = SensorWatch(quirks: settings.quirks)
  private var placement: Placement? = .pelvis
  private var chosen: [(placement: Placement, identifier: Text, name: Text)] = []
  private var notice = Text()
  private lazy var end = SystemClock.monotonic + Self.patience
  private var isOver = false

  override var descriptors: [Int32] { isOver || isIdle ? [] : watch.descriptors }

  /// Nothing to shake: the synthetic wearer's sensors are no devices.
  private var isIdle: Bool { service.isSynthetic }

  override func update() {
    super.update()
    guard !isIdle, !isOver, placement != nil else { return }
    watch.update()
    switch watch.choice {
    case .none: break
    case .several: notice = SetupWords.severalMove
    case .one(let index): choose(index)
    }
    if SystemClock.monotonic >= end {
      isOver = true
      notice = SetupWords.noneShaken
    }
  }

  private func choose(_ index: Int) {
    guard let placement, watch.all.indices.contains(index) else { return }
    let sensor = watch.all[index].inspection
    watch.calm()
    end = SystemClock.monotonic + Self.patience
    if let before = chosen.first(where: { $0.identifier == sensor.identifier }) {
      notice = SetupWords.alreadyChosen(sensor.name, before.placement)
      return
    }
    do throws(Failure) {
      try Sensors.Assign.assign(placement, sensor.identifier, service.bus)
      chosen.append((placement, sensor.identifier, sensor.name))
      notice = Text()
      let isLast = watch.all.count { !$0.inspection.isBuiltIn } <= chosen.count
      self.placement = isLast ? nil : Placement.allCases.first { free in !chosen.contains { $0.placement == free } }
    } catch {
      notice = SetupWords.notAssigned(error.message)
    }
  }

  override func press(_ key: UInt8) -> SetupAnswer {
    let number = Int(key) - Int(UInt8(ascii: "1"))
    guard !isIdle, placement != nil, watch.all.indices.contains(number) else { return .ignored }
    choose(number)
    return .handled
  }

  override var page: SetupPage {
    var page = SetupPage(step)
    guard !isIdle else {
      page.say(SetupWords.nothingToShake(service.sensors))
      return page
    }
    if let placement {
      page.say(SetupWords.shake(placement, isFirst: chosen.isEmpty, count: watch.all.count))
      page.keys += SetupWords.numbers(watch.all.count, SetupWords.chooseKey)
    }
    page.live = SetupWords.watched(watch, isOver: isOver || placement == nil)
    for entry in chosen { page.add("*\(SetupWords.chosen(entry.name, entry.placement))") }
    if !notice.isEmpty { page.add("\n\(notice)") }
    return page
  }

  override var finding: SetupFinding {
    if isIdle { return .good(SetupWords.synthetic) }
    guard chosen.isEmpty else {
      let all = chosen.map { SetupWords.chosen($0.name, $0.placement) }
      return .good("\(all, joined: "; ")")
    }
    let placed = service.sensors.filter { $0.placement != nil && $0.isConnected }
    return placed.isEmpty ? .open(SetupWords.noneChosen) : .good(SetupWords.worn(placed))
  }
}

/// Ten steps, counted by the service.
final class WalkStage: SetupStage {
  static let needed = 10
  /// Microseconds after which it stops waiting for a further step.
  static let patience: Int64 = 60_000_000

  private var first: UInt32?
  private var steps = 0
  private lazy var end = SystemClock.monotonic + Self.patience
  private var isOver = false

  override func update() {
    guard !isOver else { return }
    service.ask(every: 250_000)
    if let status = service.status {
      // At midnight, or with another daemon, the count begins anew.
      let before = min(first ?? status.stepsToday, status.stepsToday)
      if before != first { first = before - UInt32(clamping: min(steps, Int(before))) }
      let now = Int(clamping: status.stepsToday - (first ?? before))
      if now > steps { end = SystemClock.monotonic + Self.patience }
      steps = max(steps, now)
    }
    isOver = steps >= Self.needed || SystemClock.monotonic >= end
  }

  private var isDone: Bool { steps >= Self.needed }

  override var page: SetupPage {
    var page = SetupPage(step)
    page.say(SetupWords.walk(isSynthetic: service.isSynthetic))
    if let error = service.error {
      page.add(SetupWords.noService(error))
      return page
    }
    guard let status = service.status else { return page }
    page.live = SetupWords.walking(status, steps: steps, of: Self.needed)
    if isDone {
      page.add("*\(SetupWords.walked(steps, status))")
    } else if let trouble = SetupWords.walkTrouble(service.sensor(.pelvis) ?? service.sensor(.thigh)) {
      page.add("\n!\(trouble)")
    } else if isOver {
      page.add("\n!\(SetupWords.noStep(steps))")
    }
    return page
  }

  override var finding: SetupFinding {
    if isDone, let status = service.status { return .good(SetupWords.walked(steps, status)) }
    if let error = service.error { return .open("\(escaped: error.message)") }
    return .open(SetupWords.fewSteps(steps))
  }
}
