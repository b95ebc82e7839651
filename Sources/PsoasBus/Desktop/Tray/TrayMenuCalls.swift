import CLinux
import CSystemd
import PsoasMonitor
import PsoasSystem

/// The methods of com.canonical.dbusmenu.
extension TrayItem {
  static func makeMenuTable() -> VTable {
    VTable([
      .method(
        "GetLayout", "iias", "u(ia{sv}av)", names: "parent\0depth\0names\0revision\0layout\0"
      ) { call, userdata, error in
        TrayItem.answerRow(call, userdata, error) { item, row, call, reply in
          let depth = call.signed32() ?? 0
          // The layout never changes.
          reply.append(UInt32(1))
          reply.append(item.menu, row, depth: depth, call.texts() ?? [])
          return nil
        }
      },
      .method("GetGroupProperties", "aias", "a(ia{sv})", names: "ids\0names\0properties\0") { call, userdata, _ in
        TrayItem.answer(call, userdata) { item, call, reply in
          let rows = item.rows(call.identifiers())
          let names = call.texts() ?? []
          reply.container(BusType.array, "(ia{sv})") { array in
            for row in rows { array.append(row, names) }
          }
        }
      },
      .method("GetProperty", "is", "v", names: "id\0name\0value\0") { call, userdata, error in
        TrayItem.answerRow(call, userdata, error) { _, row, call, reply in
          let name = call.word()
          guard let known = TrayMenu.Row.properties(of: row).first(where: { name == $0 }) else {
            return "The row has no property \(escaped: name)."
          }
          reply.append(known, of: row)
          return nil
        }
      },
      .method("Event", "isvu", "", names: "id\0event\0data\0timestamp\0") { call, userdata, error in
        TrayItem.answerRow(call, userdata, error) { item, row, call, _ in
          if let row { _ = item.receive(row.identifier, call.word()) }
          return nil
        }
      },
      .method("EventGroup", "a(isvu)", "ai", names: "events\0unknown\0") { call, userdata, _ in
        TrayItem.answer(call, userdata) { item, call, reply in
          let unknown = item.receive(call.events())
          reply.container(BusType.array, "i") { for row in unknown { $0.append(row) } }
        }
      },
      // The labels are current at any time.
      .method("AboutToShow", "i", "b", names: "id\0needs_update\0") { call, userdata, _ in
        TrayItem.answer(call, userdata) { _, _, reply in reply.append(false) }
      },
      .method("AboutToShowGroup", "ai", "aiai", names: "ids\0updates\0unknown\0") { call, userdata, _ in
        TrayItem.answer(call, userdata) { item, call, reply in
          let unknown = call.identifiers().filter { $0 != 0 && item.menu[$0] == nil }
          reply.container(BusType.array, "i") { _ in }
          reply.container(BusType.array, "i") { for row in unknown { $0.append(row) } }
        }
      },
      .property("Version", "u", .constant) { _, _, _, _, reply, _, _ in
        TrayItem.write(to: reply) { $0.append(UInt32(3)) }
      },
      .property("TextDirection", "s", .constant) { _, _, _, _, reply, _, _ in
        TrayItem.write(to: reply) { $0.append(text: "ltr") }
      },
      .property("Status", "s", .constant) { _, _, _, _, reply, _, _ in
        TrayItem.write(to: reply) { $0.append(text: "normal") }
      },
      .property("IconThemePath", "as", .constant) { _, _, _, _, reply, _, _ in
        TrayItem.write(to: reply) { $0.append([Text]()) }
      },
      .signal("ItemsPropertiesUpdated", "a(ia{sv})a(ias)", names: "updated\0removed\0"),
      .signal("LayoutUpdated", "ui", names: "revision\0parent\0"),
      .signal("ItemActivationRequested", "iu", names: "id\0timestamp\0"),
    ])
  }

  /// Answers a call whose first argument is a row; nil is the menu itself. `body` returns why it refuses the call.
  private static func answerRow(
    _ call: OpaquePointer?, _ userdata: UnsafeMutableRawPointer?, _ error: UnsafeMutablePointer<sd_bus_error>?,
    _ body: (TrayItem, TrayMenu.Row?, MessageReader, inout MessageWriter) -> Text?
  ) -> Int32 {
    var refusal: Text?
    let result = answer(call, userdata) { item, call, reply in
      let identifier = call.signed32() ?? 0
      let row = item.menu[identifier]
      refusal =
        row == nil && identifier != 0 ? "The menu has no row \(identifier)." : body(item, row, call, &reply)
      if refusal != nil { reply.fail() }
    }
    guard let refusal else { return result }
    return ServiceRefusal("org.freedesktop.DBus.Error.InvalidArgs", refusal).set(error)
  }

  private static func write(to reply: OpaquePointer?, _ write: (inout MessageWriter) -> Void) -> Int32 {
    guard let reply else { return -EINVAL }
    var writer = MessageWriter(reply)
    write(&writer)
    return writer.result
  }

  /// The rows of these identifiers, each once, nil for the menu itself; of an empty list all of them.
  private func rows(_ identifiers: [Int32]) -> [TrayMenu.Row?] {
    let isAll = identifiers.isEmpty
    var rows: [TrayMenu.Row?] = isAll || identifiers.contains(0) ? [nil] : []
    for row in menu.rows where isAll || identifiers.contains(row.identifier) { rows.append(row) }
    return rows
  }

  /// - Returns: the rows that do not exist.
  private func receive(_ events: [(row: Int32, event: Text)]) -> [Int32] {
    events.filter { !receive($0.row, $0.event) }.map { $0.row }
  }
}

extension MessageReader {
  /// Reads an `ai`.
  fileprivate func identifiers() -> [Int32] {
    var all: [Int32] = []
    _ = container(BusType.array, "i") { array in
      while let identifier = array.signed32() { all.append(identifier) }
    }
    return all
  }

  /// Reads an `a(isvu)`: each row and what happened to it.
  fileprivate func events() -> [(row: Int32, event: Text)] {
    var events: [(row: Int32, event: Text)] = []
    _ = container(BusType.array, "(isvu)") { array in
      while array.container(
        BusType.structure, "isvu",
        { entry in
          if let row = entry.signed32(), let event = entry.text() { events.append((row, event)) }
          sd_bus_message_skip(entry.message, ("vu" as StaticString).cString)
        })
      {}
    }
    return events
  }
}
