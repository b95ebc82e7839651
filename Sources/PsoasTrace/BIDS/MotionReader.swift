import PsoasCore
import PsoasMonitor
import PsoasSystem

/// Reads one run of a motion-BIDS dataset (BIDS 1.10): the `_motion.tsv` files of its tracking systems, each a worn
/// sensor whose label is its placement, side by side.
final class MotionReader {
  static let suffix: StaticString = "_motion.tsv"
  private static let label: StaticString = "_tracksys-"

  private var tracks: [MotionTrack] = []
  private var time = Instant(microseconds: .min)
  private var timeText = Text()
  private var hasEnded = false

  /// The `_motion.tsv` that stands for a run: the path itself, or the only run in the folder of a dataset, of a subject
  /// or of a session; nil if the path is something else.
  static func file(of path: Text) throws(TraceError) -> Text? {
    if path.hasSuffix(suffix) { return path }
    guard !Files.exists(path.inside("recording.json")), FileFacts(path)?.kind == .folder else { return nil }
    var runs: [Text] = []
    var found: Text?
    for file in files(in: path, depth: 4) where !runs.contains(run(of: file)) {
      runs.append(run(of: file))
      found = file
    }
    guard runs.count < 2 else {
      let problem: Text = "a dataset of \(runs.count) runs, expected one: give the _motion.tsv of it"
      throw TraceError(.malformed, file: path, line: 0, problem: problem)
    }
    return found
  }

  /// sub-LABEL/ses-LABEL/motion/: other folders of a dataset have no samples.
  private static func files(in folder: Text, depth: Int) -> [Text] {
    guard depth > 0, let names = try? Folder.names(folder) else { return [] }
    var files: [Text] = []
    for name in names {
      if name.hasSuffix(suffix) {
        files.append(folder.inside(name))
      } else if name == "motion" || name.starts(with: "sub-".utf8) || name.starts(with: "ses-".utf8) {
        files += MotionReader.files(in: folder.inside(name), depth: depth - 1)
      }
    }
    return files
  }

  /// The path without its label of the tracking system, which the files of a run differ in.
  private static func run(of path: Text) -> Text {
    guard let range = labelRange(path) else { return path }
    return Text(path[..<range.lowerBound]) + Text(path[range.upperBound...])
  }

  /// `_tracksys-LABEL` in the file's name.
  private static func labelRange(_ path: Text) -> Range<Int>? {
    let first = path.count - path.fileName.count
    var start = first
    while start + label.utf8CodeUnitCount < path.count {
      if path[start...].starts(with: UnsafeBufferPointer(start: label.utf8Start, count: label.utf8CodeUnitCount)) {
        var end = start + label.utf8CodeUnitCount
        while end < path.count, path[end] != UInt8(ascii: "_") { end += 1 }
        return start..<end
      }
      start += 1
    }
    return nil
  }

  /// Opens the tracking systems of the run to which the file belongs.
  init(_ path: Text) throws(TraceError) {
    let folder = path.folder
    // As the files of the folder are named.
    let run = MotionReader.run(of: folder.inside(path.fileName))
    for file in MotionReader.files(in: folder, depth: 1) where MotionReader.run(of: file) == run {
      let placement = try MotionReader.placement(of: file)
      // In the order of a sample CSV.
      let index = tracks.firstIndex { $0.placement.rawValue > placement.rawValue } ?? tracks.endIndex
      tracks.insert(try MotionTrack(file, placement), at: index)
    }
    guard !tracks.isEmpty else {
      throw TraceError.system(.unreadable, file: path, cannot: "open", Errno(2, in: "open"))
    }
  }

  private static func placement(of file: Text) throws(TraceError) -> Placement {
    if let range = labelRange(file),
      let placement = Placement(name: Text(file[(range.lowerBound + label.utf8CodeUnitCount)..<range.upperBound]))
    {
      return placement
    }
    throw TraceError(
      .malformed, file: file, line: 0,
      problem: "its name does not say where the sensor is worn, expected _tracksys-pelvis, -thigh or -trunk in it")
  }

  /// Appends the time of the last record.
  func appendTimeText(to text: inout Text) { text.append(contentsOf: timeText) }

  func takeNotes() -> [Text] {
    var notes: [Text] = []
    for track in tracks { notes += track.takeNotes() }
    return notes
  }

  func fractionRead() -> Double? { tracks.first?.fractionRead() }

  /// The next input in order of time; nil after `.end`.
  func next() throws(TraceError) -> TraceRecord? {
    guard !hasEnded else { return nil }
    var earliest: MotionTrack?
    for track in tracks where track.next < earliest?.next ?? .max { earliest = track }
    timeText.removeAll(keepingCapacity: true)
    guard let record = try earliest?.take(&timeText) else {
      hasEnded = true
      timeText.append(time: time)
      return TraceRecord(time, .end)
    }
    time = record.time
    return record
  }
}
