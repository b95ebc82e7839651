import PsoasMonitor
import PsoasSystem

/// Notification servers of their own, as tiling desktops have them.
extension QuietSource {
  /// `dunstctl set-paused true`.
  static let dunst = QuietSource(
    .doNotDisturb,
    BusPeer(
      name: NotificationServer.peer.name, path: NotificationServer.peer.path, interface: "org.dunstproject.cmd0"),
    property: "paused", type: "b", read: { $0.boolean() })

  /// `makoctl mode -a do-not-disturb`: a mode of that name is mako's own example of one (mako(5)).
  static let mako = QuietSource(
    .doNotDisturb,
    BusPeer(name: NotificationServer.peer.name, path: "/fr/emersion/Mako", interface: "fr.emersion.Mako"),
    property: "Modes", type: "as",
    read: { value in value.texts().map { modes in modes.contains { $0 == "do-not-disturb" } } })

  /// `swaync-client --dnd-on`. Its signals carry the state, each version's in another order; it is asked again instead.
  static let swayNotificationCenter = QuietSource(
    .doNotDisturb, owner: "org.erikreider.swaync.cc",
    asked: BusPeer(
      name: "org.erikreider.swaync.cc", path: "/org/erikreider/swaync/cc", interface: "org.erikreider.swaync.cc"),
    "GetDnd",
    signal: Text("type='signal',interface='org.erikreider.swaync.cc',path='/org/erikreider/swaync/cc'"),
    arguments: { _ in }, read: { $0.boolean() })
}
