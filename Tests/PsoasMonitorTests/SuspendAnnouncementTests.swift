import PsoasCore
import PsoasSystem
import Testing

@testable import PsoasMonitor

/// A suspend that was announced, and whose end never comes: it failed, or the message bus restarted.
@Suite struct SuspendAnnouncementTests {
  @Test func `bouts are counted again a minute after an announcement that nothing followed`() {
    var monitor = Monitor(catalog: ExerciseCatalog())
    var events: [TimedEvent] = []
    var now = Instant(microseconds: 0)
    func handle(_ input: Input, after seconds: Int64 = 0) {
      now.microseconds += seconds * 1_000_000
      monitor.handle(TimedInput(now, input), into: &events)
    }
    handle(.sensorAdded(.pelvis, SensorTraits(isSparse: true)))
    handle(.sample(.pelvis, Sample(time: now, interval: 0, acceleration: .rest(at: now))))
    handle(.command(.correct(.sitting)))
    handle(.suspending, after: 30)
    events = []
    handle(.tick, after: 59)
    #expect(!events.contains { $0.event == .boutStarted })
    handle(.tick, after: 11)
    #expect(events.contains { $0.event == .boutStarted })
    #expect(monitor.status.bout != nil)
  }

  @Test func `forgetting all needs no clock`() {
    var monitor = Monitor(catalog: ExerciseCatalog())
    var events: [TimedEvent] = []
    monitor.handle(TimedInput(Instant(microseconds: 0), .tick), into: &events)
    monitor.handle(TimedInput(Instant(microseconds: 5_000_000), .tick), into: &events)
    #expect(monitor.status.today.seconds.total > 0)
    monitor.handle(TimedInput(Instant(microseconds: 5_000_000), .command(.forget(before: nil))), into: &events)
    #expect(monitor.status.today.seconds.total == 0)
  }
}
