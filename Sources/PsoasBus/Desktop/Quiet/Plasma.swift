import PsoasMonitor
import PsoasSystem

extension QuietSource {
  /// Do-not-disturb of KDE Plasma 5.18 and later: its own extension of the notification interface.
  static let plasma = QuietSource(
    .doNotDisturb, NotificationServer.peer, property: "Inhibited", type: "b", read: { $0.boolean() })

  /// A program inhibits screen changes, for example a film, a presentation or a call. PowerDevil also includes the
  /// inhibitions of org.freedesktop.ScreenSaver and of the portal.
  static let plasmaPower = QuietSource(
    .fullScreen, owner: policyAgent.name, asked: policyAgent, "HasInhibition",
    signal: Text(
      """
      type='signal',interface='org.kde.Solid.PowerManagement.PolicyAgent',member='InhibitionsChanged',\
      path='/org/kde/Solid/PowerManagement/PolicyAgent'
      """),
    // PolicyAgent::ChangeScreenSettings. Music inhibits only the session's interruption, which is another bit.
    arguments: { $0.append(UInt32(4)) }, read: { $0.boolean() })

  private static let policyAgent = BusPeer(
    name: "org.kde.Solid.PowerManagement.PolicyAgent", path: "/org/kde/Solid/PowerManagement/PolicyAgent",
    interface: "org.kde.Solid.PowerManagement.PolicyAgent")
}
