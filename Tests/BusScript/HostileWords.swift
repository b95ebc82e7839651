import PsoasSystem

@testable import PsoasBus

/// The names, signals and replies of the services that Psoas listens to, and the calls that its interfaces have.
enum HostileWords {
  static let names: [StaticString] = [
    "org.freedesktop.Notifications", "org.kde.StatusNotifierWatcher", "org.freedesktop.login1",
    "org.freedesktop.systemd1", "org.gnome.Shell", "org.gnome.SessionManager", "org.Cinnamon", "org.xfce.Xfconf",
    "org.xfce.Notifyd", "org.xfce.PowerManager", "org.kde.Solid.PowerManagement.PolicyAgent",
    "org.erikreider.swaync.cc", "org.freedesktop.PolicyKit1",
  ]

  struct Signal: Sendable {
    let path: Text
    let interface: StaticString
    let member: StaticString
    let signature: Text
  }

  static let signals: [Signal] =
    [
      ("/org/freedesktop/Notifications", "org.freedesktop.Notifications", "ActionInvoked", "us"),
      ("/org/freedesktop/Notifications", "org.freedesktop.Notifications", "NotificationClosed", "uu"),
      ("/org/freedesktop/Notifications", "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as"),
      ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "b"),
      ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "SessionNew", "so"),
      ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "SessionRemoved", "so"),
      ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock", ""),
      ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Unlock", ""),
      ("/org/freedesktop/login1/session/_31", "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as"),
      ("/ca/desrt/dconf/Writer/user", "ca.desrt.dconf.Writer", "Notify", "sass"),
      ("/org/xfce/Xfconf", "org.xfce.Xfconf", "PropertyChanged", "ssv"),
      ("/org/erikreider/swaync/cc", "org.erikreider.swaync.cc", "Subscribe", "ubb"),
      (
        "/org/kde/Solid/PowerManagement/PolicyAgent", "org.kde.Solid.PowerManagement.PolicyAgent",
        "InhibitionsChanged", "aa{ss}as"
      ),
      ("/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", "sss"),
      ("/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", "Reminder", "ussst"),
    ].map { Signal(path: $0, interface: $1, member: $2, signature: $3) }

  /// Calls besides those of Manager: the path, the interface, the method and its arguments.
  static let calls: [(path: Text, interface: StaticString, method: Text, arguments: Text)] = [
    ("/org/psoas/Psoas1", "org.freedesktop.DBus.Properties", "Get", "ss"),
    ("/org/psoas/Psoas1", "org.freedesktop.DBus.Properties", "GetAll", "s"),
    ("/org/psoas/Psoas1", "org.freedesktop.DBus.Properties", "Set", "ssv"),
    ("/org/psoas/Psoas1", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", ""),
    ("/org/psoas/Psoas1", "org.freedesktop.DBus.Introspectable", "Introspect", ""),
    ("/org/psoas/Psoas1/sensor/a", "org.freedesktop.DBus.Properties", "GetAll", "s"),
    ("/org/psoas/Psoas1", "org.psoas.Psoas1.Manager", "NoSuchMethod", "v"),
  ]

  /// Calls of the tray item and of its menu.
  static let trayCalls: [(path: Text, interface: StaticString, method: Text, arguments: Text)] = [
    ("/StatusNotifierItem", "org.kde.StatusNotifierItem", "Activate", "ii"),
    ("/StatusNotifierItem", "org.kde.StatusNotifierItem", "SecondaryActivate", "ii"),
    ("/StatusNotifierItem", "org.kde.StatusNotifierItem", "ContextMenu", "ii"),
    ("/StatusNotifierItem", "org.kde.StatusNotifierItem", "Scroll", "is"),
    ("/StatusNotifierItem", "org.freedesktop.DBus.Properties", "GetAll", "s"),
    ("/MenuBar", "com.canonical.dbusmenu", "GetLayout", "iias"),
    ("/MenuBar", "com.canonical.dbusmenu", "GetGroupProperties", "aias"),
    ("/MenuBar", "com.canonical.dbusmenu", "GetProperty", "is"),
    ("/MenuBar", "com.canonical.dbusmenu", "Event", "isvu"),
    ("/MenuBar", "com.canonical.dbusmenu", "EventGroup", "a(isvu)"),
    ("/MenuBar", "com.canonical.dbusmenu", "AboutToShow", "i"),
    ("/MenuBar", "com.canonical.dbusmenu", "AboutToShowGroup", "ai"),
  ]

  static let errors: [Text] = [
    "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
    "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.systemd1.NoSuch",
    "org.example.Error",
  ]

  /// The signature that a well-behaved service answers with.
  static func reply(to member: Text) -> Text {
    let known: [(StaticString, Text)] = [
      ("GetCapabilities", "as"), ("Notify", "u"), ("Get", "v"), ("GetAll", "a{sv}"), ("ListSessions", "a(susso)"),
      ("Inhibit", "h"), ("HasInhibition", "b"), ("GetDnd", "b"), ("GetProperty", "v"), ("RestartUnit", "o"),
    ]
    return known.first { member == $0.0 }?.1 ?? ""
  }
}
