import PsoasMonitor
import PsoasSystem

public protocol QuietHandler: AnyObject {
  /// Do-not-disturb started or ended for this reason.
  func quiet(_ reason: QuietReason, _ isOn: Bool)
}

/// Combines the do-not-disturb states of all supported desktops: one active state is enough.
public final class DesktopQuiet: QuietObserverHandler {
  private var watches: [QuietObserver] = []
  private unowned(unsafe) let handler: any QuietHandler
  /// The reasons that are active now.
  public private(set) var wanted: [QuietReason] = []

  /// - Parameters:
  ///   - connection: the session bus, served by a loop.
  ///   - reasons: the reasons to observe.
  ///   - settings: path of the user's dconf database; nil for dconf's default.
  ///   - handler: not retained; must outlive this.
  public init(
    on connection: BusConnection, for reasons: [QuietReason], settings: Text? = nil, _ handler: any QuietHandler
  ) throws(BusError) {
    self.handler = handler
    for source in QuietSource.all(settings ?? DconfFile.userPath) where reasons.contains(where: { $0 == source.reason })
    {
      watches.append(try QuietObserver(source, on: connection, self))
    }
  }

  func changed(_ watch: QuietObserver) {
    let reason = watch.reason
    let isOn = watches.contains { $0.reason == reason && $0.isQuiet }
    guard isOn != wanted.contains(where: { $0 == reason }) else { return }
    if isOn { wanted.append(reason) } else { wanted.removeAll { $0 == reason } }
    handler.quiet(reason, isOn)
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
