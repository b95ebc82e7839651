import PsoasMonitor
import PsoasSystem

/// Combines the do-not-disturb states of all supported desktops: one active state is enough.
public final class DesktopQuiet {
  private var watches: [QuietObserver] = []
  private let report: (_ reason: QuietReason, _ isOn: Bool) -> Void
  /// The reasons that are active now.
  public private(set) var wanted: [QuietReason] = []

  /// - Parameters:
  ///   - connection: the session bus, served by a loop.
  ///   - reasons: the reasons to observe.
  ///   - settings: path of the user's dconf database; nil for dconf's default.
  ///   - report: called when do-not-disturb has started or ended for a reason.
  public init(
    on connection: BusConnection, for reasons: [QuietReason], settings: Text? = nil,
    _ report: @escaping (_ reason: QuietReason, _ isOn: Bool) -> Void
  ) throws(BusError) {
    self.report = report
    for source in QuietSource.all(settings ?? DconfFile.userPath) where reasons.contains(where: { $0 == source.reason })
    {
      watches.append(try QuietObserver(source, on: connection, unretained(self) { $0.changed($1) }))
    }
  }

  /// `watch.isQuiet` has changed.
  private func changed(_ watch: QuietObserver) {
    let reason = watch.reason
    let isOn = watches.contains { $0.reason == reason && $0.isQuiet }
    guard isOn != wanted.contains(where: { $0 == reason }) else { return }
    if isOn { wanted.append(reason) } else { wanted.removeAll { $0 == reason } }
    report(reason, isOn)
  }
}

extension QuietSource {
  /// - Parameter settings: path of the user's dconf database.
  static func all(_ settings: Text) -> [QuietSource] {
    [
      .plasma, .dunst, .mako, .swayNotificationCenter, .gnome(settings), .cinnamon(settings), .xfce,
      .gnomeSession, .plasmaPower, .xfcePresentation,
    ]
  }
}
