import CLinux
import CSystemd
import MonitorScript
import PsoasMonitor
import PsoasSystem

@testable import PsoasBus

/// A message with any body, read by one of the readers of PsoasBus.
public enum ReceivedReply {
  case status(BusStatus)
  case programme(ProgrammeReport)
  case exercises([ExerciseSummary])
  case calibration(StoredCalibration)
  case sensors([BusSensor])
  case signal(BusSignal)
  /// The arguments of a call, or something else that the daemon reads.
  case read

  /// Makes a message from bytes: the first one selects what reads it, and thereby its usual signature.
  /// - Returns: nil if there is no such message, or if its reader refuses it.
  public static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ maker: MessageMaker) -> ReceivedReply? {
    var script = MessageScript(bytes)
    let kind = script.script.element(kinds)
    let message = BusMessage.make {
      sd_bus_message_new_signal(
        maker.bus, &$0, ServiceName.path.cString, ServiceName.manager.cString, kind.member.cString)
    }
    guard let message, script.append(mostly: kind.signature, to: message.pointer),
      sd_bus_message_seal(message.pointer, 1, 0) >= 0
    else { return nil }
    return message.read(kind.read)
  }

  private struct Kind: Sendable {
    let signature: Text
    var member: StaticString = "Any"
    let read: @Sendable (MessageReader) -> ReceivedReply?
  }

  private static let kinds: [Kind] =
    [
      Kind(signature: "a{sv}") { BusStatus(reply: $0).map { .status($0) } },
      Kind(signature: "a(sssssddt)udas") { ProgrammeReport($0).map { .programme($0) } },
      Kind(signature: "aa{sv}") { $0.exercises().map { .exercises($0) } },
      Kind(signature: "a{sv}") { .calibration(StoredCalibration($0)) },
      Kind(signature: "a{oa{sa{sv}}}") { $0.sensors().map { .sensors($0) } },
      Kind(signature: "ss") { $0.act().map { _ in .read } },
      Kind(signature: "as") { $0.texts().map { NotificationCapabilities($0) }.map { _ in .read } },
      Kind(signature: "sa{sv}") { reader in (try? reader.sessionRequest()).map { _ in .read } },
      Kind(signature: "bas") { reader in (try? reader.calibrationPlan()).map { _ in .read } },
      Kind(signature: "s") { reader in (try? reader.response()).map { _ in .read } },
      Kind(signature: "sss") { $0.ownerChange().map { _ in .read } },
    ]
    + QuietSource.all("/nowhere").map { source in
      Kind(signature: source.question == "Get" as StaticString ? "v" : "b") { source.read($0).map { _ in .read } }
    }
    + signals.map { member, signature in
      Kind(signature: signature, member: member) { BusSignal($0).map { .signal($0) } }
    }

  private static let signals: [(StaticString, Text)] = [
    ("Reminder", "ussst"), ("ReminderClosed", "us"), ("SessionProgress", "usa{sv}"), ("PostureChanged", "sd"),
    ("CalibrationProgress", "suustdduuss"), ("CalibrationEnded", "sss"), ("Tilt", "tdd"),
    ("RhythmProgress", "suutddb"), ("RhythmMeasured", "aa{sv}"), ("RhythmRefused", "ss"),
    ("SessionProgress", "usa{sv}"), ("RhythmMeasured", "aa{sv}"),
  ]
}

/// A connection to make messages for. Nothing is sent or received on it, and one thread uses it.
public final class MessageMaker {
  fileprivate var bus: OpaquePointer?

  public init() {
    var ends: (CInt, CInt) = (-1, -1)
    let isOpen = withUnsafeMutablePointer(to: &ends) {
      $0.withMemoryRebound(to: CInt.self, capacity: 2) { socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, $0) }
    }
    precondition(isOpen == 0 && sd_bus_new(&bus) >= 0, "no bus to make messages for")
    sd_bus_set_fd(bus, ends.0, ends.0)
    sd_bus_start(bus)
    close(ends.1)
  }

  deinit { sd_bus_close_unref(bus) }
}
