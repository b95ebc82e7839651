import PsoasMonitor
import PsoasSystem

/// GNOME and Cinnamon store the state in their settings only. dconf's service only writes settings, and the backend of
/// the settings portal may not export these keys. The database file is therefore read after each change signal of dconf.
extension QuietSource {
  /// Do-not-disturb of GNOME Shell. The setting does not apply in other desktops.
  static func gnome(_ database: Text) -> QuietSource {
    dconf(
      database, owner: "org.gnome.Shell", key: "/org/gnome/desktop/notifications/show-banners",
      ending: "gsettings set org.gnome.desktop.notifications show-banners true")
  }

  /// Do-not-disturb of Cinnamon.
  static func cinnamon(_ database: Text) -> QuietSource {
    dconf(
      database, owner: "org.Cinnamon", key: "/org/cinnamon/desktop/notifications/display-notifications",
      ending: "gsettings set org.cinnamon.desktop.notifications display-notifications true")
  }

  /// A program inhibits the idle state: a film, a presentation, a call (gnome-session; Cinnamon, MATE and Budgie use
  /// the same name).
  static let gnomeSession = QuietSource(
    .fullScreen,
    BusPeer(
      name: "org.gnome.SessionManager", path: "/org/gnome/SessionManager", interface: "org.gnome.SessionManager"),
    property: "InhibitedActions", type: "u",
    // 8: idle. Music inhibits only suspend, which is 4.
    read: { value in value.unsigned32().map { $0 & 8 != 0 } })

  /// A key that is `false` when notifications are off, and absent or `true` otherwise.
  private static func dconf(
    _ database: Text, owner: StaticString, key: StaticString, ending: StaticString
  ) -> QuietSource {
    QuietSource(
      .doNotDisturb, owner: owner, asked: .bus, "NameHasOwner",
      // The object path selects the user's database. `dconf reset -f` reports a directory, so any change counts.
      signal: Text(
        "type='signal',interface='ca.desrt.dconf.Writer',member='Notify',path='/ca/desrt/dconf/Writer/user'"),
      ending: ending,
      arguments: { $0.append(text: owner) },
      read: { reply in
        guard reply.boolean() == true else { return false }
        return DconfFile(path: database)?.boolean(key) == false
      })
  }
}
