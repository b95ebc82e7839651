import ArgumentParser
import PsoasSystem

/// A step of `psoasctl setup`, in order.
enum SetupStep: Int, CaseIterable {
  case wear, pair, permission, sensors, walk, calibrate, safety, stretch

  var name: StaticString {
    switch self {
    case .wear: "wear"
    case .pair: "pair"
    case .permission: "permission"
    case .sensors: "sensors"
    case .walk: "walk"
    case .calibrate: "calibrate"
    case .safety: "safety"
    case .stretch: "stretch"
    }
  }

  var title: StaticString {
    switch self {
    case .wear: "what to wear"
    case .pair: "connect a controller"
    case .permission: "check this computer"
    case .sensors: "which sensor is which"
    case .walk: "walk ten steps"
    case .calibrate: "calibrate, now or later"
    case .safety: "before the first exercise"
    case .stretch: "the first stretch"
    }
  }

  /// From 1.
  var number: Int { rawValue + 1 }
  static var count: Int { allCases.count }
  var next: SetupStep? { SetupStep(rawValue: rawValue + 1) }
  var previous: SetupStep? { SetupStep(rawValue: rawValue - 1) }
}

extension SetupStep: ExpressibleByArgument {
  static var allValueStrings: [String] { allCases.map { "\($0.name)" } }
  static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: allCases.map { ("\($0.name)", "\($0.title)") })
  }

  var defaultValueDescription: String { "\(name)" }

  init?(argument: String) {
    guard let step = Self.allCases.first(where: { "\($0.name)" == argument }) else { return nil }
    self = step
  }
}
