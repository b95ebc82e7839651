/// The order of the steps and the condition that ends each.
extension CalibrationProcedure {
  mutating func begin(_ step: CalibrationStep) {
    progress.step = step
    progress.number = plan.number(of: step)
    progress.repetitions = 0
    progress.repetitionsNeeded = 0
    progress.refusal = nil
    refusedAt = nil
    stepBegan = now
    forgetHolds()
    isDown = false
    if step == .habitualStance || step == .bends || step == .verification { isUpFromSeat = !self.hasSat }
    begin(.preparing)
    if step == .seatedNeutral, leader != .thigh {
      // Raising the thigh to the seat shows its mediolateral axis.
      sensors[.thigh].watchBends()
    }
  }

  private var hasSat: Bool { sensors[leader].seat != nil || sensors[leader].habitualSeat != nil }

  mutating func begin(_ phase: CalibrationProgress.Phase) {
    progress.phase = phase
    phaseBegan = now
    progress.angle = 0
    progress.target = 0
    swung = 0
    origin = sensors[leader].briefUp
    held = nil
    progress.remaining = Self.length(of: phase, in: progress.step)
    switch phase {
    case .holding: beginHold()
    case .bending:
      progress.target = progress.step == .bends ? Self.bendAngle : Self.verificationAngle
      progress.repetitionsNeeded = progress.step == .bends ? Self.bends : 1
      tilts = (0, 0)
      if progress.step == .bends { watchBends() }
    case .leaning:
      progress.target = Self.leanAngle
      leans = (0, 0)
    case .preparing, .rockingForward, .rockingBack, .midway: break
    }
  }

  /// Seconds; 0 if the wearer's movement ends the phase.
  private static func length(of phase: CalibrationProgress.Phase, in step: CalibrationStep) -> Double {
    switch (phase, step) {
    case (.preparing, .seatedNeutral): 8
    case (.preparing, .verification): 6
    case (.preparing, .neutral): 3
    case (.preparing, _): 4
    case (.rockingForward, _), (.rockingBack, _): longestRock
    case (.midway, _): 3
    case (.holding, .habitualSeat): habitualSeatTime
    case (.holding, _): holdTime
    case (.bending, _), (.leaning, _): 0
    }
  }

  mutating func followPhase() {
    let length = Self.length(of: progress.phase, in: progress.step)
    let passed = now.seconds(since: phaseBegan)
    if length > 0 { progress.remaining = max(0, length - passed) }
    let sensor = sensors[leader]
    if origin == .zero { origin = sensor.briefUp }
    // The first second may still contain the return from a bend.
    if passed > 1 { swung = max(swung, sensor.lean) }
    switch progress.phase {
    case .preparing, .midway:
      if passed >= length { endPreparing() }
    case .rockingForward, .rockingBack: followRock(passed, sensor.briefUp)
    case .holding:
      let rest = length - (sensor.hold?.elapsed ?? 0)
      progress.remaining = max(0, rest)
      if rest <= 0 { endHold() }
    case .bending: followBend(sensor)
    case .leaning: followLean(sensor)
    }
  }

  mutating func endPreparing() {
    switch progress.step {
    case .neutral:
      begin(plan.isQuick || progress.phase == .midway ? .holding : .rockingForward)
    case .habitualStance, .habitualSeat: begin(.holding)
    case .seatedNeutral:
      // A wearer who begins with this step may already sit.
      if swung < Self.sitAngle, plan.number(of: .seatedNeutral) > 1 {
        refuse(.notSeated(degrees: swung))
        begin(.preparing)
      } else {
        begin(.holding)
      }
    case .bends, .verification: begin(.bending)
    }
  }

  /// The furthest pose that the wearer rocks to: the one that is held for a second.
  private mutating func followRock(_ passed: Double, _ up: Vector3) {
    progress.angle = Angle.degrees(up, origin)
    if let anchor = held?.direction, Angle.degrees(up, anchor) < 1.5 {
    } else {
      held = (up, now)
    }
    let isHeld = held.map { now.seconds(since: $0.since) > 1 } ?? false
    let isReached = progress.angle >= 3 && isHeld && passed > 2
    guard isReached || passed >= Self.longestRock else { return }
    let extreme = progress.angle >= 3 ? up : nil
    if progress.phase == .rockingForward {
      sensors[leader].forward = extreme
      begin(.rockingBack)
    } else {
      sensors[leader].back = extreme
      begin(.midway)
    }
  }

  // MARK: Holding

  mutating func beginHold() {
    for placement in Placement.allCases where sensors[placement].isPresent { sensors[placement].hold = StillHold() }
    progress.remaining = Self.length(of: .holding, in: progress.step)
  }

  private mutating func forgetHolds() {
    for placement in Placement.allCases { sensors[placement].hold = nil }
  }

  private mutating func endHold() {
    for placement in Placement.allCases where sensors[placement].isPresent {
      let sensor = sensors[placement]
      guard let fault = sensor.hold?.fault(hasGyroscope: sensor.hasGyroscope, placement) else { continue }
      refuse(fault)
      if state == .running { beginHold() }
      return
    }
    switch progress.step {
    case .neutral:
      for placement in Placement.allCases where sensors[placement].isPresent { sensors[placement].endStance() }
      if plan.isQuick { return endQuick() }
    case .habitualStance: sensors[leader].habitual = sensors.values[leader.index].hold?.direction
    case .seatedNeutral:
      let seat = sensors.values[leader.index].hold?.direction
      // Sitting tall is never this far from standing: the wearer lies, or sits on the heels, or the sensor has turned.
      if let tilt = sensors[leader].tilt(seat), !(-60...35).contains(tilt) {
        refuse(.seatOff(degrees: tilt))
        return begin(.preparing)
      }
      sensors[leader].seat = seat
      endSitDown()
    case .habitualSeat: sensors[leader].habitualSeat = sensors.values[leader.index].hold?.direction
    case .bends, .verification: break
    }
    endStep()
  }

  /// The thigh now lies on the chair.
  private mutating func endSitDown() {
    guard leader != .thigh, sensors[.thigh].isPresent,
      let pose = sensors.values[Placement.thigh.index].hold?.direction,
      let upright = sensors[.thigh].upright
    else {
      return
    }
    let lift = Angle.degrees(pose, upright)
    guard lift >= Self.bendAngle else {
      sensors[.thigh].refusal = .shallow(degrees: lift, needed: Self.bendAngle)
      return
    }
    sensors.values[Placement.thigh.index].axis?.commit(pose: pose)
    sensors[.thigh].refusal = sensors[.thigh].endBends()
  }

  private mutating func endQuick() {
    for placement in Placement.allCases where sensors[placement].isPresent {
      guard let base = sensors[placement].base, let stance = sensors[placement].stance else { continue }
      let angle = base.angle(from: stance)
      guard angle > CalibrationSensor.sameMounting else { continue }
      let refusal: CalibrationRefusal =
        angle > CalibrationSensor.likeMounting
        ? .otherMounting(placement, degrees: angle) : .remounted(placement, degrees: angle)
      if placement == leader { return refuse(refusal) }
      sensors[placement].refusal = refusal
    }
    endStep()
  }

  // MARK: Moving

  private mutating func watchBends() {
    sensors[leader].watchBends()
    if leader == .pelvis, sensors[.trunk].isPresent { sensors[.trunk].watchBends() }
  }

  private mutating func followBend(_ sensor: CalibrationSensor) {
    progress.angle = sensor.lean
    let tilt = sensor.tilt(sensor.up) ?? 0
    tilts = (min(tilts.least, tilt), max(tilts.most, tilt))
    if progress.angle < 10 { isUpFromSeat = true }
    guard isUpFromSeat else { return }
    if progress.angle > 14 { isDown = true }
    guard isDown, progress.angle < 10 else {
      if !isDown && progress.angle < 5 {
        // The wearer stands between two bends: a small rotation here belongs to neither.
        forgetBends()
        tilts = (0, 0)
      }
      return
    }
    isDown = false
    if progress.step == .bends { endBend(sensor.axis?.peak ?? 0) } else { endVerificationBend() }
  }

  private mutating func forgetBends() {
    sensors.values[Placement.pelvis.index].axis?.forgetBend()
    sensors.values[Placement.trunk.index].axis?.forgetBend()
    if leader == .thigh { sensors.values[Placement.thigh.index].axis?.forgetBend() }
  }

  private mutating func endBend(_ peak: Double) {
    guard peak >= Self.bendAngle else {
      forgetBends()
      return refuse(.shallow(degrees: peak, needed: Self.bendAngle))
    }
    progress.refusal = nil
    sensors.values[leader.index].axis?.commit()
    if leader == .pelvis { sensors.values[Placement.trunk.index].axis?.commit() }
    progress.repetitions += 1
    guard progress.repetitions == Self.bends else { return }
    if let refusal = sensors[leader].endBends() {
      refuse(refusal)
      progress.repetitions = 0
      return watchBends()
    }
    if leader == .pelvis, sensors[.trunk].isPresent { sensors[.trunk].refusal = sensors[.trunk].endBends() }
    endStep()
  }

  private mutating func endVerificationBend() {
    let seen = tilts
    tilts = (0, 0)
    if seen.most >= Self.verificationAngle {
      progress.repetitions = 1
      begin(.leaning)
    } else if seen.least < -Self.verificationAngle {
      refuse(.backward(degrees: seen.least))
    } else {
      refuse(.shallow(degrees: max(0, seen.most), needed: Self.verificationAngle))
    }
  }

  private mutating func followLean(_ sensor: CalibrationSensor) {
    guard let axes = sensor.axes, let up = sensor.briefUp.normalized else { return }
    let lateral = PelvicTilt(axes, up: up).lateral
    leans = (min(leans.least, lateral), max(leans.most, lateral))
    progress.angle = lateral
    if leans.most >= Self.leanAngle && leans.least <= -Self.leanAngle {
      sensors[leader].isVerified = true
      return endStep()
    }
    if now.seconds(since: phaseBegan) > 30 {
      refuse(.notLeant(right: max(0, leans.most), left: max(0, -leans.least)))
      begin(.leaning)
    }
  }

  // MARK: Ends

  mutating func endStep() {
    forgetHolds()
    var coming = plan.first(from: progress.step.rawValue + 1)
    // Without axes of the body a seat has no angle, and verification is impossible.
    if sensors[leader].axes == nil, let step = coming, step > .bends { coming = nil }
    if let coming { begin(coming) } else { state = .finished }
  }

  mutating func refuse(_ refusal: CalibrationRefusal) {
    if refusal.isFinal {
      state = .failed(refusal)
      return
    }
    progress.refusal = refusal
    refusedAt = now
  }
}
