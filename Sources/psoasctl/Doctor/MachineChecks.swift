import Glibc
import PsoasHistory
import PsoasMonitor
import PsoasSettings
import PsoasSystem

/// The checks of the clock, the history, the journal and the settings.
extension Examination {
  /// 2025-01-01 UTC, before the first release: a clock that shows less has lost its time.
  private static let earliest: Int64 = 1_735_689_600_000_000

  var clock: [Finding] {
    let setting: Text = "sudo timedatectl set-ntp true"
    guard now.unixMicroseconds >= Self.earliest else {
      return [.problem("The clock shows \(dateAndMinute: now): it has lost its time", setting)]
    }
    // A minute ahead may be the daemon's last write before a small correction.
    if let newest = (try? archive()?.newest()) ?? nil, newest > now.unixMicroseconds + 60_000_000 {
      return [
        .problem(
          """
          The clock shows \(dateAndMinute: now), and the history has an entry of \
          \(dateAndMinute: WallClock(local: newest)): the clock is slow, or was fast then
          """, setting)
      ]
    }
    guard SystemClock.isSynchronized != false else {
      return [.warning("The clock shows \(dateAndMinute: now), and no time server keeps it right", setting)]
    }
    return [.fine("\(dateAndMinute: now)")]
  }

  private func archive() throws(HistoryError) -> HistoryArchive? {
    guard let state, Files.exists(HistoryArchive.path(in: state)) else { return nil }
    return try HistoryArchive(directory: state)
  }

  // MARK: History

  /// Bytes that the history may need within a day, with SQLite's write-ahead log (chosen by judgement).
  private static let room = 1 << 20

  var history: [Finding] {
    guard let state else {
      return [.problem("There is no folder for the history: neither HOME nor XDG_STATE_HOME is set", "export HOME=~")]
    }
    guard Files.exists(state) else { return [missing(state)] }
    let file = HistoryArchive.path(in: state)
    let service: StaticString = isSystem ? " --system" : ""
    do throws(Errno) { try Self.tryWriting(in: state) } catch { return [unwritable(state, error)] }
    guard Files.exists(file) else { return [.fine("Not begun yet: \(file)")] }
    guard access(file, W_OK) else {
      return [.problem("\(file) is read-only: what you do is not kept", "chmod u+w \(shell: file)")]
    }
    do throws(HistoryError) {
      let archive = try HistoryArchive(directory: state)
      guard try !archive.isNewer() else {
        return [
          .problem("\(file) is from a newer version of Psoas, and nothing is added to it", installing("psoas"))
        ]
      }
      guard try archive.rowsLeftOut() == 0 else {
        return [
          .warning(
            "\(file) has rows with invalid numbers, which psoasd moves away at its start", "\(systemctl) restart psoasd"
          )
        ]
      }
    } catch {
      return [.problem("\(error.message.sentence)", "psoasctl history\(service)")]
    }
    return [.fine(file)]
  }

  /// The service makes the folder at its first start, unless it cannot.
  private func missing(_ state: Text) -> Finding {
    if isSystem {
      // A link into /var/lib/private, which only root may follow.
      let isHidden = (try? Files.modified(state)) != nil
      return isHidden ? unwritable(state, Errno(EACCES, in: "open")) : .fine("Not begun yet: \(state)")
    }
    var parent = state
    while !Files.exists(parent), let slash = parent.lastIndex(of: UInt8(ascii: "/")), slash > 0 {
      parent = Text(parent[..<slash])
    }
    do throws(Errno) { try Self.tryWriting(in: parent) } catch { return unwritable(parent, error) }
    return .fine("Not begun yet: \(state)")
  }

  private func unwritable(_ folder: Text, _ error: Errno) -> Finding {
    switch error.number {
    case ENOSPC, EDQUOT, EFBIG:
      return .problem("There is no room on the disk of \(folder): the history is not kept", "df -h \(shell: folder)")
    case EROFS:
      return .problem(
        "The disk of \(folder) is read-only: the history is not kept", "sudo mount -o remount,rw \(mount(of: folder))")
    case EACCES where isSystem:
      return .warning("Only root and the service may look at \(folder)", "sudo psoasctl doctor --system")
    case EACCES, EPERM:
      // Of a folder that is there, only its owner and mode; never of what is above one that is missing.
      return .problem(
        "You may not write to \(folder): the history is not kept",
        folder == state ? "sudo chown -R $(id -u) \(shell: folder) && chmod u+rwx \(shell: folder)" : making)
    default: return .problem("\(folder) cannot be written: \(error.reason)", "df -h \(shell: folder)")
    }
  }

  /// The command that makes the state directory with its parents, which a service without rights cannot.
  private var making: Text { state.map { "sudo install -d -m 700 -o $(id -u) \(shell: $0)" } ?? Text() }

  private func mount(of folder: Text) -> Text { "\"$(findmnt -no TARGET -T \(shell: folder))\"" }

  /// Writes as much as the history may need, in a file without a name that is gone at once.
  private static func tryWriting(in folder: Text) throws(Errno) {
    // A limit of the size of files is an error of write(2) then, as for psoasd.
    Glibc.signal(SIGXFSZ, SIG_IGN)
    let file: FileDescriptor
    do throws(Errno) { file = try FileDescriptor.open(folder, for: .readWrite, .unnamed) } catch {
      // A file system without such files: the mode alone tells.
      guard error.number == EOPNOTSUPP || error.number == EISDIR else { throw error }
      guard access(folder, W_OK) else { throw Errno(EACCES, in: "open") }
      return
    }
    try file.write(Text(bytes: [UInt8](repeating: 0x55, count: room)))
    try file.synchronize()
  }

  private static func access(_ path: Text, _ mode: Int32) -> Bool { path.withCString { Glibc.access($0, mode) == 0 } }
  private func access(_ path: Text, _ mode: Int32) -> Bool { Self.access(path, mode) }

  // MARK: Journal and settings

  var journal: [Finding] {
    guard Files.exists("\(root)/usr/lib/systemd/catalog/psoas.catalog") else {
      return [.warning("The explanations for `journalctl -x` are not installed", "\(reinstall)")]
    }
    var words: [Text] = root.isEmpty ? [] : ["--root=\(root)"]
    words.append("--list-catalog")
    words += JournalMessage.allCases.map { Text($0.identifier) }
    let status: Int32?
    do throws(Errno) { status = try ChildProcess.runSilently("journalctl", words, seconds: 3) } catch {
      // Without journald nothing has to be explained.
      return []
    }
    guard status == 0 else {
      let into: Text = root.isEmpty ? "" : " --root=\(root)"
      return [
        .warning("`journalctl -x` does not know all messages of psoasd yet", "sudo journalctl --update-catalog\(into)")
      ]
    }
    return [.fine("`journalctl -x` explains the messages of psoasd")]
  }

  var configuration: [Finding] {
    guard !settings.warnings.isEmpty else { return [.fine("No errors")] }
    return settings.warnings.map { .warning($0.text, "psoasctl config check") }
  }
}
