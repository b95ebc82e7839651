import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// The item on the bus: org.kde.StatusNotifierItem with its menu, registered with the watcher.
///
/// It has a connection of its own. The protocol has no call to remove an item: hosts remove it when its connection is
/// closed, and some of them only then.
final class TrayItem {
  static let path: StaticString = "/StatusNotifierItem"
  static let menuPath: StaticString = "/MenuBar"
  private static let interface: StaticString = "org.kde.StatusNotifierItem"
  private static let menuInterface: StaticString = "com.canonical.dbusmenu"

  let connection: BusConnection
  private(set) var state: TrayState
  private(set) var menu: TrayMenu
  private let choose: (TrayAct) -> Void
  private let table = TrayItem.makeTable()
  private let menuTable = TrayItem.makeMenuTable()
  private var slots: [BusSlot] = []

  /// Exports the item, then registers it.
  /// - Parameters:
  ///   - number: no earlier item of this process has it.
  ///   - choose: called with what the wearer chose; must not release the item.
  init(
    _ kind: BusKind, _ loop: EventLoop, number: Int, _ state: TrayState, _ choose: @escaping (TrayAct) -> Void
  ) throws(BusError) {
    connection = try BusConnection(kind, loop: loop)
    // The end of the daemon ends the item too: there is nothing to wait for.
    connection.flushAtExit(false)
    self.state = state
    menu = TrayMenu(state)
    self.choose = choose
    let userdata = Unmanaged.passUnretained(self).toOpaque()
    let bus = connection.bus
    let (entries, menuEntries) = (table.entries.baseAddress, menuTable.entries.baseAddress)
    // The name that the specification asks for. The bus handles messages in order: it is owned when the watcher
    // receives the registration.
    let name: Text = "org.kde.StatusNotifierItem-\(getpid())-\(number)"
    slots = [
      try BusSlot.make("sd_bus_add_object_vtable") {
        sd_bus_add_object_vtable(bus, &$0, Self.path.cString, Self.interface.cString, entries, userdata)
      },
      try BusSlot.make("sd_bus_add_object_vtable") {
        sd_bus_add_object_vtable(
          bus, &$0, Self.menuPath.cString, Self.menuInterface.cString, menuEntries, userdata)
      },
      try BusSlot.make("sd_bus_request_name_async") { slot in
        name.withCString { sd_bus_request_name_async(bus, &slot, $0, 0, { _, _, _ in 0 }, nil) }
      },
    ]
    Tray.watcher.send("RegisterStatusNotifierItem", on: connection) { $0.append(text: name) }
  }

  deinit {
    // Before the tables that they refer to.
    slots = []
  }

  /// Shows `new`, and signals what has changed.
  func update(_ new: TrayState) {
    guard new != state else { return }
    let (old, oldMenu) = (state, menu)
    state = new
    menu = TrayMenu(new)
    if old.icon != new.icon {
      signal("NewIcon")
      signal("NewAttentionIcon")
    }
    if old.isSuggesting != new.isSuggesting { signal("NewStatus") { $0.append(text: new.status) } }
    if old.icon != new.icon || old.bout != new.bout || old.suggestion != new.suggestion { signal("NewToolTip") }
    announce(from: oldMenu)
  }

  private func announce(from old: TrayMenu) {
    let changed = menu.rows.filter { row in old[row.identifier] != row }
    guard !changed.isEmpty else { return }
    signal("ItemsPropertiesUpdated", of: Self.menuPath, Self.menuInterface) { writer in
      writer.container(BusType.array, "(ia{sv})") { rows in
        for row in changed { rows.append(row, []) }
      }
      writer.container(BusType.array, "(ias)") { _ in }
    }
  }

  private func signal(
    _ name: StaticString, of path: StaticString = TrayItem.path, _ interface: StaticString = TrayItem.interface,
    _ write: (inout MessageWriter) -> Void = { _ in }
  ) {
    let message = BusMessage.make {
      sd_bus_message_new_signal(connection.bus, &$0, path.cString, interface.cString, name.cString)
    }
    if let message, message.write(write) { message.send(on: connection) }
  }

  // MARK: Calls

  /// Calls `body` with the item of a call, and sends what it writes as the reply.
  static func answer(
    _ call: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?,
    _ body: (TrayItem, MessageReader, inout MessageWriter) -> Void
  ) -> Int32 {
    guard let call, let userdata, let reply = BusMessage.make({ sd_bus_message_new_method_return(call, &$0) }) else {
      return -EINVAL
    }
    let item = Unmanaged<TrayItem>.fromOpaque(userdata).takeUnretainedValue()
    var writer = MessageWriter(reply.pointer)
    body(item, MessageReader(call), &writer)
    return writer.result < 0 ? writer.result : reply.send(on: item.connection)
  }

  /// The wearer has chosen a row of the menu.
  /// - Returns: false if there is no such row.
  func receive(_ row: Int32, _ event: Text) -> Bool {
    guard let row = menu[row] else { return row == 0 }
    if event == "clicked", row.isEnabled, let act = row.act { choose(act) }
    return true
  }

  private static func makeTable() -> VTable {
    var members: [sd_bus_vtable] = [
      .method("Activate", "ii", "", names: "x\0y\0") { call, userdata, _ in
        TrayItem.answer(call, userdata) { item, _, _ in item.choose(.report) }
      },
      .method("SecondaryActivate", "ii", "", names: "x\0y\0") { call, userdata, _ in
        TrayItem.answer(call, userdata) { item, _, _ in item.choose(item.state.isPaused ? .resume : .pause) }
      },
      // The host shows the menu itself.
      .method("ContextMenu", "ii", "", names: "x\0y\0") { call, userdata, _ in
        TrayItem.answer(call, userdata) { _, _, _ in }
      },
      .method("Scroll", "is", "", names: "delta\0orientation\0") { call, userdata, _ in
        TrayItem.answer(call, userdata) { _, _, _ in }
      },
    ]
    for property in TrayState.properties {
      members.append(
        .property(property.name, property.signature, property.announcement) { _, _, _, name, reply, userdata, _ in
          TrayItem.write(name, to: reply, userdata)
        })
    }
    for name in ["NewTitle", "NewIcon", "NewAttentionIcon", "NewOverlayIcon", "NewToolTip"] as [StaticString] {
      members.append(.signal(name, "", names: ""))
    }
    members.append(.signal("NewStatus", "s", names: "status\0"))
    return VTable(members)
  }

  private static func write(
    _ name: UnsafePointer<CChar>?, to reply: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?
  ) -> Int32 {
    let name = Text(cString: name)
    guard let reply, let userdata, let property = TrayState.properties.first(where: { name == $0.name }) else {
      return -EINVAL
    }
    var writer = MessageWriter(reply)
    property.write(Unmanaged<TrayItem>.fromOpaque(userdata).takeUnretainedValue().state, &writer)
    return writer.result
  }
}

/// The properties of org.kde.StatusNotifierItem, one row each.
extension TrayState {
  static let properties: [BusProperty<TrayState>] = [
    .word("Category", .constant, { _ in "ApplicationStatus" }),
    .word("Id", .constant, { _ in ApplicationName.desktopEntry }),
    .word("Title", .constant, { _ in "Psoas" }),
    .text("Status", .never, { $0.status }),
    .word("IconName", .never, { $0.icon.name }),
    // A host shows it instead while the status is NeedsAttention.
    .word("AttentionIconName", .never, { $0.icon.name }),
    .word("OverlayIconName", .constant, { _ in "" }),
    .word("AttentionMovieName", .constant, { _ in "" }),
    // Empty: the icons are in the hicolor theme. Xfce's panel gives no colour to icons from a path.
    .word("IconThemePath", .constant, { _ in "" }),
    pictures("IconPixmap"), pictures("AttentionIconPixmap"), pictures("OverlayIconPixmap"),
    BusProperty(
      name: "ToolTip", signature: "(sa(iiay)ss)", announcement: .never,
      write: { state, writer in
        writer.container(BusType.structure, "sa(iiay)ss") {
          $0.append(text: state.icon.name)
          $0.container(BusType.array, "(iiay)") { _ in }
          // Hosts show the title as plain text, and the rest as markup.
          $0.append(text: state.bout)
          $0.append(text: "\(markup: state.suggestion)" as Text)
        }
      }),
    .flag("ItemIsMenu", .constant, { _ in false }),
    BusProperty(
      name: "Menu", signature: "o", announcement: .constant, write: { $1.append(path: TrayItem.menuPath) }),
    BusProperty(name: "WindowId", signature: "i", announcement: .constant, write: { $1.append(Int32(0)) }),
  ]

  /// No host needs pictures where it finds the icon by its name.
  private static func pictures(_ name: StaticString) -> BusProperty<TrayState> {
    BusProperty(
      name: name, signature: "a(iiay)", announcement: .constant,
      write: { $1.container(BusType.array, "(iiay)") { _ in } })
  }

  var status: Text { isSuggesting ? "NeedsAttention" : "Active" }
}
