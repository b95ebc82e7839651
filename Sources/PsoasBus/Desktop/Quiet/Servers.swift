import PsoasMonitor
import PsoasSystem

/// Stand-alone notification servers, as used with tiling window managers.
extension QuietSource {
  /// `dunstctl set-paused true`.
  static let dunst = QuietSource(
    .doNotDisturb,
    BusPeer(
      name: NotificationServer.peer.name, path: NotificationServer.peer.path, interface: "org.dunstproject.cmd0"),
    property: "paused", type: "b", ending: "dunstctl set-paused false", read: { $0.boolean() })

  /// `makoctl mode -a do-not-disturb`: the mode that mako(5) has as an example.
  static let mako = QuietSource(
    .doNotDisturb,
    BusPeer(name: NotificationServer.peer.name, path: "/fr/emersion/Mako", interface: "fr.emersion.Mako"),
    property: "Modes", type: "as", ending: "makoctl mode -r do-not-disturb",
    read: { value in value.texts().map { modes in modes.contains { $0 == "do-not-disturb" } } })

  /// `swaync-client --dnd-on`. Its signals carry the state, but the order differs between versions; it is queried again
  /// instead.
  static let swayNotificationCenter = QuietSource(
    .doNotDisturb, owner: "org.erikreider.swaync.cc",
    asked: BusPeer(
      name: "org.erikreider.swaync.cc", path: "/org/erikreider/swaync/cc", interface: "org.erikreider.swaync.cc"),
    "GetDnd",
    signal: Text("type='signal',interface='org.erikreider.swaync.cc',path='/org/erikreider/swaync/cc'"),
    ending: "swaync-client --dnd-off",
    arguments: { _ in }, read: { $0.boolean() })
}
