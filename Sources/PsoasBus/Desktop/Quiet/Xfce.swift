import PsoasMonitor
import PsoasSystem

/// Xfce stores its settings in xfconfd, which emits a signal for each change.
extension QuietSource {
  /// Do-not-disturb of xfce4-notifyd. Users of another server may have left it on, so it counts only while
  /// xfce4-notifyd is running.
  static let xfce = xfconf(
    .doNotDisturb, owner: "org.xfce.Notifyd", channel: "xfce4-notifyd", property: "/do-not-disturb",
    ending: "xfconf-query -c xfce4-notifyd -p /do-not-disturb -s false")

  /// The presentation mode of xfce4-power-manager.
  static let xfcePresentation = xfconf(
    .fullScreen, owner: "org.xfce.PowerManager", channel: "xfce4-power-manager",
    property: "/xfce4-power-manager/presentation-mode")

  private static func xfconf(
    _ reason: QuietReason, owner: StaticString, channel: StaticString, property: StaticString,
    ending: StaticString = ""
  ) -> QuietSource {
    let rule: Text = """
      type='signal',interface='org.xfce.Xfconf',path='/org/xfce/Xfconf',arg0='\(channel)',arg1='\(property)'
      """
    return QuietSource(
      reason, owner: owner,
      asked: BusPeer(name: "org.xfce.Xfconf", path: "/org/xfce/Xfconf", interface: "org.xfce.Xfconf"), "GetProperty",
      // PropertyChanged and PropertyRemoved.
      signal: rule, ending: ending,
      arguments: { writer in
        writer.append(text: channel)
        writer.append(text: property)
      },
      read: { reply in
        var isOn: Bool?
        _ = reply.container(BusType.variant, "b") { isOn = $0.boolean() }
        return isOn
      })
  }
}
