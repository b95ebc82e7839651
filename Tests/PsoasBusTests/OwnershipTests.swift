import Foundation
import PsoasMonitor
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

/// Objects report to their owner without retaining it.
@Suite struct OwnershipTests {
  let loop: EventLoop

  init() throws { loop = try EventLoop() }

  /// Owns one object of each kind; all report to it.
  private final class Owner {
    var parts: [AnyObject?] = []
    var calls = 0

    /// - Parameter pipe: a descriptor from which no data arrives.
    func own(_ loop: EventLoop, _ pipe: Int32) throws(BusError) {
      let count = unretained(self) { $0.calls += 1 }
      let timer = try TimerSource(loop, count)
      timer.start(after: 0)
      let later = try DeferSource(loop, count)
      later.arm()
      parts = [
        timer, later, try SignalSource(loop, 10, unretained(self) { (owner, _) in owner.calls += 1 }),
        try ClockSource(loop, count),
        try FileSource(loop, pipe, unretained(self) { (owner, _) in owner.calls += 1 }),
        try Watchdog(loop, unretained(self) { $0.calls >= 0 }),
      ]
    }
  }

  @Test func `an owner goes with its sources, and no call comes afterwards`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    weak var gone: Owner?
    do {
      let owner = Owner()
      gone = owner
      try owner.own(loop, ends[0])
      try turn(loop) { owner.calls >= 2 }
    }
    #expect(gone == nil)
    for _ in 0..<3 { try loop.runOnce(waiting: 0) }
  }

  @Test func `a service, the desktop's notifications and its quiet go, and leave their handlers`() throws {
    let bus = try PrivateBus()
    weak var service: BusService?
    weak var notifications: Notifications?
    weak var quiet: DesktopQuiet?
    weak var logind: Logind?
    weak var wearer: Recorder?
    do {
      let handler = Recorder()
      let connection = try BusConnection(bus.kind, loop: loop)
      let parts = (
        try BusService(on: connection, loop, handler),
        try Notifications(on: connection, Configuration(), ExerciseCatalog(), handler),
        try DesktopQuiet(on: connection, for: [.doNotDisturb, .fullScreen]) { _, _ in },
        try Logind(on: connection, loop) { _ in }
      )
      (service, notifications, quiet, logind, wearer) = (parts.0, parts.1, parts.2, parts.3, handler)
      for _ in 0..<5 { try loop.runOnce(waiting: 1000) }
      #expect(service != nil && notifications != nil && quiet != nil && logind != nil)
    }
    #expect(service == nil && notifications == nil && quiet == nil && logind == nil && wearer == nil)
    for _ in 0..<3 { try loop.runOnce(waiting: 1000) }
  }
}
