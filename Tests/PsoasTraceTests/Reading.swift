import CZlib
import Foundation
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasTrace

/// The inputs of a trace, the text of each time, and the error at which reading stopped, if any.
///
/// Each trace but a pipe's is read twice, also with its samples taken apart, and both have to give the same.
struct Reading: Equatable {
  var inputs: [TimedInput] = []
  var times: [String] = []
  var error: String?
  var line: Int?
  var kind: TraceError.Kind?
  /// Notes about the format, without the file's name.
  var notes: [String] = []

  /// Reads a file with this text.
  init(of text: String, quirks: [Quirk] = [], units: String? = nil) {
    self.init(of: Text(text.utf8), quirks: quirks, units: units)
  }

  init(of bytes: Text, quirks: [Quirk] = [], units: String? = nil) {
    do {
      let scratch = try Scratch()
      self = Reading(try scratch.write("trace", bytes.bytes), quirks: quirks, units: units)
      withExtendedLifetime(scratch) {}
    } catch {
      fatalError("\(error)")
    }
  }

  init(_ path: String, quirks: [Quirk] = [], units: String? = nil) {
    self.init(path, quirks, units, takesApart: false)
    var status = stat()
    // A pipe can be read once only.
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO { return }
    #expect(Reading(path, quirks, units, takesApart: true) == self, "\(path), samples taken apart")
  }

  private init(_ path: String, _ quirks: [Quirk], _ units: String?, takesApart: Bool) {
    var fault = Text()
    let units = units.map { TraceUnits(Text($0.utf8), fault: &fault) ?? TraceUnits() } ?? TraceUnits()
    do throws(TraceError) {
      var reader = try TraceReader(path: Text(path.utf8), quirks: quirks, units: units)
      defer {
        for note in reader.takeNotes() {
          notes.append(String(decoding: note, as: UTF8.self).replacingOccurrences(of: path + ":", with: ""))
        }
      }
      var sample = TraceSample()
      while true {
        if takesApart, try reader.nextSample(&sample) {
          inputs.append(TimedInput(sample.time, .sample(sample.placement, sample.sample)))
        } else {
          guard let record = try reader.next() else { break }
          inputs.append(record.input)
        }
        var text = Text()
        reader.appendTimeText(to: &text)
        times.append(String(decoding: text, as: UTF8.self))
      }
    } catch {
      self.error = String(decoding: error.message, as: UTF8.self)
        .replacingOccurrences(of: path + "/", with: "").replacingOccurrences(of: path, with: "FILE")
      line = error.line
      kind = error.kind
    }
  }

  var samples: [Sample] {
    inputs.compactMap { if case .sample(_, let sample) = $0.input { sample } else { nil } }
  }
}

extension Scratch {
  /// Writes a gzip file with one member for each text.
  @discardableResult
  func writeGzip(_ name: String, _ members: [String]) -> String {
    for member in members {
      let file = gzopen(path(name), "ab")
      gzwrite(file, member, UInt32(member.utf8.count))
      gzclose(file)
    }
    return path(name)
  }
}

func bytes(_ text: String) -> Text { Text(text.utf8) }
