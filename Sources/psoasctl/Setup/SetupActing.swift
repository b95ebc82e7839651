import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSettings
import PsoasState
import PsoasSystem

/// A calibration, now or later.
final class CalibrateStage: SetupStage {
  private var isStored: Bool?
  private var error: Text?

  override var page: SetupPage {
    var page = SetupPage(step)
    page.say(SetupWords.calibrate(isSynthetic: service.isSynthetic))
    if let error = service.error {
      page.add(SetupWords.noService(error))
      return page
    }
    if let status = service.status { page.add(SetupWords.trust(status)) }
    if let error {
      page.add("!\(escaped: error)")
    } else if let isStored {
      page.add("\(isStored ? "*" : "!")\(SetupWords.calibrated(isStored))")
    }
    return page
  }

  /// Enter does it, once; afterwards it leads on.
  private var isReady: Bool { isStored == nil && service.error == nil }

  override func press(_ key: UInt8) -> SetupAnswer { key == UInt8(ascii: "\n") && isReady ? .perform : .ignored }

  override func perform() throws(Failure) {
    (isStored, error) = (false, nil)
    do throws(BusError) {
      let client = try service.bus.client()
      var guide = CalibrationGuide(isPlain: isPlain, isSilent: false)
      isStored = try guide.run(client, isQuick: false, steps: [])
    } catch {
      self.error = error.message
    }
  }

  override var nextWords: StaticString { isReady ? "calibrate now" : "next" }
  override var skipWords: StaticString { isReady ? "later" : "skip" }

  override var finding: SetupFinding {
    if let isStored { return isStored ? .good(SetupWords.calibrated(true)) : .open(SetupWords.calibrated(false)) }
    return .open(SetupWords.calibrateLater)
  }
}

/// The safety advice. Reading it to its end counts as seen.
final class SafetyStage: SetupStage {
  override var page: SetupPage {
    var page = SetupPage(step)
    page.isReadInOrder = true
    page.lines = SetupWords.safety
    return page
  }

  override func press(_ key: UInt8) -> SetupAnswer {
    guard key == UInt8(ascii: "\n") else { return .ignored }
    SafetyMarker.set()
    return .move(.next)
  }

  override var nextWords: StaticString { "I have read it" }

  override var finding: SetupFinding { SafetyMarker.isSet ? .good(SetupWords.read) : .open(SetupWords.notRead) }
}

/// The first guided exercise.
final class StretchStage: SetupStage {
  private lazy var exercise: Exercise? = choose()
  private var result: ExerciseSessionResult?
  private var hasRun = false
  private var error: Text?
  private lazy var picture =
    ExercisePicture(file: exercise?.picturePath ?? Text())?
    .lines(isPlain: !Terminal.usesUTF8) ?? []

  private func choose() -> Exercise? {
    do throws(Failure) {
      return try ExerciseShow.find(ExerciseSessionRequest(try ExerciseStart.due(service.bus)))
    } catch {
      // Everything may be done for today.
      if let first = Programme(settings.configuration, settings.catalog).exercises.first { return first }
      self.error = error.message
      return nil
    }
  }

  override var page: SetupPage {
    var page = SetupPage(step)
    guard let exercise else {
      page.say("!\(escaped: error ?? Text())")
      return page
    }
    page.picture = picture
    page.say(SetupWords.stretch(exercise, isSynthetic: service.isSynthetic))
    if let error = service.error { page.add(SetupWords.byTheClock(error)) }
    if let error {
      page.add("!\(escaped: error)")
    } else if hasRun {
      page.add("*\(SetupWords.stretched(exercise, result))")
    }
    if !SafetyMarker.isSet { page.add(SetupWords.readFirst) }
    return page
  }

  private var isReady: Bool { !hasRun && exercise != nil }

  override func press(_ key: UInt8) -> SetupAnswer {
    guard key == UInt8(ascii: "\n"), isReady else { return .ignored }
    return SafetyMarker.isSet ? .perform : .move(.back)
  }

  override func perform() throws(Failure) {
    guard let exercise else { return }
    error = nil
    do throws(Failure) {
      let request = ExerciseSessionRequest(exercise.identifier)
      let driver = try ExerciseStart.guide(exercise, request, isPlain: isPlain, service.bus)
      (result, hasRun) = (driver.result, true)
      if let signal = driver.endingSignal { Interrupt.note(signal) }
    } catch {
      self.error = error.message
    }
  }

  override var nextWords: StaticString { !isReady ? "finish" : SafetyMarker.isSet ? "start" : "read it" }
  override var skipWords: StaticString { isReady ? "later" : "skip" }

  override var finding: SetupFinding {
    guard hasRun, let exercise else { return .open(SetupWords.noStretch) }
    return .good(SetupWords.stretched(exercise, result))
  }
}
