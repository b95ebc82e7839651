import PsoasMonitor

extension QuietSource {
  /// Do-not-disturb of KDE Plasma 5.18 and later: its own extension of the notification interface.
  static let plasma = QuietSource(
    .doNotDisturb, NotificationServer.peer, property: "Inhibited", type: "b", read: { $0.boolean() })

  /// A program keeps the screen as it is: a film, a presentation, a call. PowerDevil takes what programs tell
  /// org.freedesktop.ScreenSaver and the portal as well.
  static let plasmaPower = QuietSource(
    .fullScreen, owner: policyAgent.name, asked: policyAgent, "HasInhibition",
    signal: Bytes(
      literal: """
        type='signal',interface='org.kde.Solid.PowerManagement.PolicyAgent',member='InhibitionsChanged',\
        path='/org/kde/Solid/PowerManagement/PolicyAgent'
        """),
    // PolicyAgent::ChangeScreenSettings. Music inhibits the session's interruption alone, which is another bit.
    arguments: { $0.append(UInt32(4)) }, read: { $0.boolean() })

  private static let policyAgent = BusPeer(
    name: "org.kde.Solid.PowerManagement.PolicyAgent", path: "/org/kde/Solid/PowerManagement/PolicyAgent",
    interface: "org.kde.Solid.PowerManagement.PolicyAgent")
}
