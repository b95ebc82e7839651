import ArgumentParser
import PsoasBus
import PsoasHistory
import PsoasMonitor
import PsoasState
import PsoasSystem
import PsoasTrace

/// Deletes the wearer's data.
struct Forget: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Delete past data permanently.",
    discussion: """
      No trace remains in the history's file, its free pages or its log, and calibrations last made then are deleted
      too. A running service also deletes its data in memory. Copies, backups and the journal are not changed; for
      the journal use `journalctl --vacuum-time`. On a terminal it shows what would go, and asks.
      """)

  @Option(help: ArgumentHelp("Delete the days before this one: 2026-03-29, today or yesterday.", valueName: "date"))
  var before: LocalDay?

  @Flag(help: "Delete every day, including today.")
  var all = false

  @Flag(help: "Do not ask.")
  var yes = false

  @Option(
    help: ArgumentHelp(
      "Also delete the recordings in this folder, by their start.", valueName: "folder"))
  var recordings: String?

  @Option(help: ArgumentHelp("The folder of a history.sqlite that no running service uses.", valueName: "folder"))
  var state: String?

  @OptionGroup var bus: BusOptions

  func validate() throws {
    guard all != (before != nil) else { throw ValidationError("give --before DATE or --all") }
  }

  func run() throws {
    try Failure.reported { () throws(Failure) in
      let contents = contents
      var found: [Text] = []
      if let recordings { found = try RecordingFolder.found(in: recordings, before: before?.number) }
      if !yes, Question.isPossible {
        for line in ForgetText.plan(contents, recordings: found.count, before: before) { print(line.text) }
        guard Question.confirms("Delete this permanently?") else { throw .data("Nothing was deleted.") }
      }
      try forgetHistory()
      if contents?.isEmpty == false { Answer.print(ForgetText.done(before), undo: nil) }
      if let recordings {
        for name in try RecordingFolder.remove(in: recordings, before: before?.number) { print("removed \(name)") }
      }
    }
  }

  /// What the history has of those days; nil if it has no file, or one that cannot be read.
  private var contents: HistoryContents? {
    guard let directory = try? HistoryOptions.directory(state, system: bus.system) else { return nil }
    return try? HistoryArchive(directory: directory).contents(before: before?.number)
  }

  /// A running service is asked to delete, because it would otherwise write pending data from memory.
  private func forgetHistory() throws(Failure) {
    if state == nil, try askService() { return }
    let directory = try HistoryOptions.directory(state, system: bus.system)
    do throws(HistoryError) {
      try PsoasHistory.History.forget(before: before?.number, in: directory)
    } catch {
      throw Failure(error)
    }
    do throws(TraceError) {
      try CalibrationStore(state: directory).forget(before: before?.number)
    } catch {
      throw Failure(error)
    }
  }

  /// - Returns: false if no service is running.
  private func askService() throws(Failure) -> Bool {
    let client: BusClient
    do throws(Failure) { client = try bus.connect() } catch { return false }
    do throws(BusError) {
      try client.forget(before: Text((before?.text ?? "").utf8))
      return true
    } catch {
      switch error {
      case .notRunning, .absent: return false
      default: throw Failure(error)
      }
    }
  }
}

/// Recording folders in one directory.
enum RecordingFolder {
  /// Deletes those that began before `day`; nil: all. Only the files of a recording are deleted.
  /// - Returns: the paths of the folders.
  static func remove(in folder: String, before day: Int64?) throws(Failure) -> [String] {
    let paths = try found(in: folder, before: day)
    for path in paths {
      do throws(Errno) {
        for part in try Folder.names(path)
        where part == "recording.json" || part == "inputs.jsonl" || part.hasSuffix(".evemu") {
          try Files.remove(path.inside(part))
        }
        // The folder is kept if it contains other files.
        try Folder.removeIfEmpty(path)
      } catch {
        throw .output("\(path): cannot be removed: \(error.reason)")
      }
    }
    return paths.map(\.text)
  }

  /// The paths of those that began before `day`; nil: of all.
  static func found(in folder: String, before day: Int64?) throws(Failure) -> [Text] {
    var found: [Text] = []
    guard Folder.exists(Text(folder.utf8)), let names = try? Folder.names(Text(folder.utf8)) else {
      throw .noInput("\(folder): cannot be read: --recordings expects the folder of the recordings")
    }
    for name in names {
      let path = Text(folder.utf8).inside(name)
      guard Files.exists(path.inside("recording.json")) else { continue }
      if let day {
        let start: WallClock?
        do throws(TraceError) { start = try RecordingReader.open(path).manifest.start } catch {
          throw Failure(error)
        }
        guard let start, start.localDay < day else { continue }
      }
      found.append(path)
    }
    return found
  }
}
