import PsoasMonitor
import PsoasSystem

/// The origin of a configuration value.
public enum SettingOrigin: Equatable, Sendable {
  /// The compiled-in default.
  case standard
  case line(file: Text, Int)
  /// A reload found only an invalid value, so the previous value is kept.
  case kept
  /// A command line option.
  case option

  /// `FILE:LINE`, or a word.
  public var text: Text {
    switch self {
    case .standard: "default"
    case .line(let file, let line): "\(file):\(line)"
    case .kept: "kept from before the reload"
    case .option: "command line"
    }
  }
}

/// The origin of each setting, and which of them had an invalid value last.
struct SettingOrigins: Equatable, Sendable {
  /// In the order of `Setting.all`.
  private var origins = [SettingOrigin](repeating: .standard, count: Setting.all.count)
  private var isBad = [Bool](repeating: false, count: Setting.all.count)

  subscript(setting: Setting) -> SettingOrigin {
    get { SettingOrigins.index(of: setting).map { origins[$0] } ?? .standard }
    set {
      guard let index = SettingOrigins.index(of: setting) else { return }
      origins[index] = newValue
      isBad[index] = false
    }
  }

  mutating func noteBad(_ setting: Setting) {
    if let index = SettingOrigins.index(of: setting) { isBad[index] = true }
  }

  /// Settings whose last assignment was invalid.
  var bad: [Setting] { Setting.all.indices.filter { isBad[$0] }.map { Setting.all[$0] } }

  private static func index(of setting: Setting) -> Int? { Setting.all.firstIndex { $0.isSame(as: setting) } }
}

/// One setting with its value and origin, for people and programs.
public struct SettingValue: Equatable, Sendable {
  public var section: StaticString
  public var key: StaticString
  /// In the syntax of psoas.conf(5); empty if not set.
  public var value: Text
  public var origin: SettingOrigin

  public static func == (a: SettingValue, b: SettingValue) -> Bool {
    Text(a.section) == Text(b.section) && Text(a.key) == Text(b.key) && a.value == b.value && a.origin == b.origin
  }
}
