import PsoasMonitor

/// GNOME and Cinnamon say it in their settings alone. dconf's service only writes them, and the settings portal passes
/// on what its backend chooses, which need not be this. So the file is read, whenever dconf tells of a change.
extension QuietSource {
  /// Do-not-disturb of GNOME Shell. Whoever left GNOME with it on is not bound by it elsewhere.
  static func gnome(_ database: Bytes) -> QuietSource {
    dconf(database, owner: "org.gnome.Shell", key: "/org/gnome/desktop/notifications/show-banners")
  }

  /// Do-not-disturb of Cinnamon.
  static func cinnamon(_ database: Bytes) -> QuietSource {
    dconf(database, owner: "org.Cinnamon", key: "/org/cinnamon/desktop/notifications/display-notifications")
  }

  /// A program keeps the session from becoming idle: a film, a presentation, a call (gnome-session; Cinnamon, MATE and
  /// Budgie have it under the same name).
  static let gnomeSession = QuietSource(
    .fullScreen,
    BusPeer(
      name: "org.gnome.SessionManager", path: "/org/gnome/SessionManager", interface: "org.gnome.SessionManager"),
    property: "InhibitedActions", type: "u",
    // 8: becoming idle. Music inhibits suspending alone, which is 4.
    read: { value in value.unsigned32().map { $0 & 8 != 0 } })

  /// A key that says `false` where nothing is to be shown, and is absent or `true` else.
  private static func dconf(_ database: Bytes, owner: StaticString, key: StaticString) -> QuietSource {
    QuietSource(
      .doNotDisturb, owner: owner, asked: .bus, "NameHasOwner",
      // The path says which database: the user's own. `dconf reset -f` tells of a folder, so any change counts.
      signal: Bytes(
        literal: "type='signal',interface='ca.desrt.dconf.Writer',member='Notify',path='/ca/desrt/dconf/Writer/user'"),
      arguments: { $0.append(text: owner) },
      read: { reply in
        guard reply.boolean() == true else { return false }
        return DconfFile(path: database)?.boolean(key) == false
      })
  }
}
