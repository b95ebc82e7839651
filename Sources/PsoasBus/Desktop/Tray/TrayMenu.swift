import PsoasMonitor
import PsoasSystem

/// What the wearer can choose in the tray.
enum TrayAct: Equatable, Sendable {
  case start, stop, snooze, pause, resume, report, hide
}

/// The menu of the tray item. Its rows are always the same, so that its layout never changes: only labels and states do.
struct TrayMenu: Equatable, Sendable {
  struct Row: Equatable, Sendable {
    /// From 1; 0 is the menu itself.
    let identifier: Int32
    /// Empty for a separator.
    var label = Text()
    /// nil for a line that only informs.
    var act: TrayAct?
    var isEnabled = false
  }

  var rows: [Row] = []

  init(_ state: TrayState) {
    add(state.bout)
    add(state.suggestion)
    add()
    add(TrayText.start(state), state.isInSession ? .stop : .start, if: state.isInSession || !state.exercise.isEmpty)
    add(TrayText.snooze(minutes: state.snooze), .snooze, if: !state.isPaused && !state.isInSession)
    add(TrayText.pause(isPaused: state.isPaused), state.isPaused ? .resume : .pause)
    add()
    add(TrayText.report, .report)
    add(TrayText.hide, .hide)
  }

  private mutating func add(_ label: Text = Text(), _ act: TrayAct? = nil, if isPossible: Bool = true) {
    rows.append(
      Row(identifier: Int32(rows.count + 1), label: label, act: act, isEnabled: act != nil && isPossible))
  }

  subscript(identifier: Int32) -> Row? { rows.first { $0.identifier == identifier } }
}

// MARK: com.canonical.dbusmenu

extension MessageWriter {
  /// `(ia{sv}av)`: a row, or for 0 the menu with its rows.
  mutating func append(_ menu: TrayMenu, _ row: TrayMenu.Row?, depth: Int32, _ names: [Text]) {
    container(BusType.structure, "ia{sv}av") { item in
      item.append(row?.identifier ?? 0)
      item.append(propertiesOf: row, names)
      item.container(BusType.array, "v") { children in
        guard row == nil, depth != 0 else { return }
        for child in menu.rows {
          children.container(BusType.variant, "(ia{sv}av)") { $0.append(menu, child, depth: 0, names) }
        }
      }
    }
  }

  /// `(ia{sv})`.
  mutating func append(_ row: TrayMenu.Row?, _ names: [Text]) {
    container(BusType.structure, "ia{sv}") {
      $0.append(row?.identifier ?? 0)
      $0.append(propertiesOf: row, names)
    }
  }

  /// `a{sv}`.
  /// - Parameter names: the wanted properties; empty for all.
  private mutating func append(propertiesOf row: TrayMenu.Row?, _ names: [Text]) {
    container(BusType.array, "{sv}") { properties in
      for name in TrayMenu.Row.properties(of: row) where names.isEmpty || names.contains(where: { $0 == name }) {
        properties.container(BusType.dictionaryEntry, "sv") {
          $0.append(text: name)
          $0.append(name, of: row)
        }
      }
    }
  }

  /// `v`: one of the properties of a row; row nil is the menu itself.
  mutating func append(_ name: StaticString, of row: TrayMenu.Row?) {
    if name == "enabled" as StaticString {
      container(BusType.variant, "b") { $0.append(row?.isEnabled ?? true) }
    } else {
      container(BusType.variant, "s") { value in
        guard let row else { return value.append(text: "submenu") }
        if row.label.isEmpty { value.append(text: "separator") } else { value.append(text: row.label.menuLabel) }
      }
    }
  }
}

extension TrayMenu.Row {
  /// The names of the properties that have a value.
  static func properties(of row: TrayMenu.Row?) -> [StaticString] {
    guard let row else { return ["children-display"] }
    return row.label.isEmpty ? ["type"] : ["label", "enabled"]
  }
}
