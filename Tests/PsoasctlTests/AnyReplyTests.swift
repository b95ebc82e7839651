import BusScript
import Foundation
import PsoasBus
import PsoasCore
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import psoasctl

/// What psoasctl prints of replies and signals that any program on the bus may have sent.
@Suite struct AnyReplyTests {
  @Test func `whatever a service answers is printed as whole lines and as JSON`() throws {
    var generator = SeededGenerator(seed: TestSeed.seed(13))
    let maker = MessageMaker()
    for _ in 0..<20_000 {
      let length = Int.random(in: 1...120, using: &generator)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      guard let reply = bytes.withUnsafeBufferPointer({ ReceivedReply.read($0, maker) }) else { continue }
      for json in Self.objects(reply) {
        #expect(throws: Never.self, "\(json)\nbytes: \(bytes)") { try JSONValue(parsing: json) }
        #expect(!json.utf8.dropLast().contains { $0 < 0x20 }, "\(json)\nbytes: \(bytes)")
      }
      for line in Self.lines(reply) {
        let printed: Text = "\(escapedLines: Text(line.utf8))"
        // Tabs stay, as in tables.
        #expect(!printed.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }, "\(line)\nbytes: \(bytes)")
      }
    }
  }

  /// One line of JSON each.
  private static func objects(_ reply: ReceivedReply) -> [String] {
    switch reply {
    case .status(let status): [Status.json(status, "1", []).text, PanelLine(status).waybar]
    case .programme(let programme): [ProgrammeVerb.json(programme)]
    case .sensors(let sensors): sensors.map { SensorList.json($0).text }
    case .signal(let signal): SignalLines.members(signal).map { [SignalLines.line($0).text] } ?? []
    case .exercises, .calibration, .read: []
    }
  }

  /// For people and for other programs.
  private static func lines(_ reply: ReceivedReply) -> [String] {
    switch reply {
    case .status(let status):
      [
        PanelLine(status).text, PostureWords.now(status.posture), TiltWords.now(status.tilt),
        TiltWords.calibration(status.tilt), TiltWords.trend(status.tilt) ?? "", MonitorWords.now(status),
        MonitorWords.next(status), MonitorWords.today(status), OpenMetrics.text(status, "1", []).text,
      ] + TiltWords.today(status.tilt) + QuietWords.lines(status).map(\.text)
    case .programme(let programme): [ProgrammeVerb.words(programme), MonitorWords.exercises(programme)]
    case .calibration(let stored): [CalibrationReport.words(.pelvis, stored)]
    case .sensors(let sensors):
      sensors.map(SensorList.words) + sensors.compactMap(SensorList.statusLine) + sensors.map(MonitorWords.sensor)
        + [OpenMetrics.text(BusStatus(), "1", sensors).text]
    case .signal(.rhythmMeasured(let result)):
      [
        RhythmPlot(isPlain: false).draw(result), RhythmReport.rows(result, title: nil),
        result.rhythm.map { RhythmReport.table($0) + RhythmReport.comparison($0, nil) } ?? "",
      ]
    case .signal(.calibration(let update)): [CalibrationGuide.doing(update)]
    case .signal(let signal): [MonitorWords.line(signal) ?? ""]
    case .exercises, .read: []
    }
  }
}
