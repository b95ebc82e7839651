import MonitorScript
import PsoasMonitor
import PsoasSystem

@testable import PsoasBus

/// A wearer's daemon and a hostile program on one bus, in one event loop.
public final class BusRun {
  private let script: SharedScript
  private let loop: EventLoop
  private let kind: BusKind
  private let wearer: ServedWearer
  private let peer: HostilePeer
  /// Programs that leave while they hold a claim.
  private var guests: [BusConnection] = []

  /// Calls for a message to arrive, each of at most a hundredth of a second.
  private static let patience = 2000

  /// Runs the steps that the bytes describe.
  /// - Parameter address: of a bus for this run alone.
  public static func check(_ bytes: UnsafeBufferPointer<UInt8>, _ address: Text) throws(MonitorInvariants.Violation) {
    let run: BusRun
    do throws(BusError) { run = try BusRun(bytes, .address(address)) } catch {
      throw MonitorInvariants.Violation("no bus: \(String(decoding: error.message, as: UTF8.self))")
    }
    try run.perform()
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ kind: BusKind) throws(BusError) {
    script = SharedScript(bytes)
    self.kind = kind
    loop = try EventLoop()
    peer = try HostilePeer(kind, loop, script)
    wearer = try ServedWearer(kind, loop, script)
  }

  private func perform() throws(MonitorInvariants.Violation) {
    defer { wearer.close() }
    try settle()
    while !script.script.script.isAtEnd {
      step()
      try settle()
    }
    wearer.handle([script.script.end()])
    try check()
  }

  private func step() {
    switch script.script.script.index(16) {
    case 0...4:
      let method = script.script.script.element(BusMethod.all)
      peer.call(
        Text(ServiceName.bus), Text(ServiceName.path), ServiceName.manager, Text(method.name), Text(method.arguments))
    case 5:
      let call = script.script.script.element(HostileWords.calls)
      peer.call(Text(ServiceName.bus), call.path, call.interface, call.method, call.arguments)
    case 6...7:
      let call = script.script.script.element(HostileWords.trayCalls)
      if !peer.item.isEmpty { peer.call(peer.item, call.path, call.interface, call.method, call.arguments) }
    case 8...9: peer.toggle(name: script.script.script.index(HostileWords.names.count))
    case 10...11: peer.emit(script.script.script.element(HostileWords.signals))
    case 12: peer.answerHeld()
    case 13: if script.script.script.flag() { wearer.connectSensors() } else { visit() }
    default: if let inputs = script.script.next() { wearer.handle(inputs) }
    }
  }

  private func visit() {
    if guests.count > 2 || script.script.script.flag(), !guests.isEmpty {
      guests.removeFirst()
      return
    }
    guard let guest = try? BusConnection(kind, loop: loop) else { return }
    guest.flushAtExit(false)
    let service = BusPeer(name: ServiceName.bus, path: ServiceName.path, interface: ServiceName.manager)
    service.send("Inhibit", on: guest) { $0.append(text: "a call") }
    service.send("ClaimTilt", on: guest) { _ in }
    guests.append(guest)
  }

  /// Runs the loop until both have handled what is on its way, and the answers to it.
  private func settle() throws(MonitorInvariants.Violation) {
    for _ in 0..<2 {
      peer.ping(wearer.connection)
      var turns = 0
      while !peer.isAnswered {
        do throws(BusError) { _ = try loop.runOnce(waiting: 10_000) } catch {
          throw MonitorInvariants.Violation("the loop has failed")
        }
        turns += 1
        guard turns < Self.patience else { throw MonitorInvariants.Violation("a call got no reply") }
      }
    }
    try check()
  }

  private func check() throws(MonitorInvariants.Violation) {
    if let violation = wearer.violation ?? peer.violation { throw violation }
  }
}
