import PsoasMonitor
import PsoasState
import PsoasSystem
import PsoasTrace
import TestSupport
import Testing

@Suite struct ReminderHoldStoreTests {
  @Test func `a pause is read back, and no hold leaves no file`() throws {
    let scratch = try Scratch()
    let store = ReminderHoldStore(state: Text(scratch.path("state").utf8))
    #expect(try store.read().isEmpty)
    var hold = ReminderHold()
    hold.isPaused = true
    hold.skippedDay = 20_514
    try store.write(hold)
    #expect(try store.read().isSame(as: hold))
    #expect(try scratch.read("state/reminders.json") == "{\"format\":1,\"paused\":true,\"skipped_day\":20514}\n")
    try store.write(ReminderHold())
    #expect(throws: (any Error).self) { try scratch.read("state/reminders.json") }
    #expect(try store.read().isEmpty)
  }

  @Test(arguments: ["", "{", "{\"paused\":1}"])
  func `a damaged file is an error`(text: String) throws {
    let scratch = try Scratch()
    try scratch.write("reminders.json", text)
    #expect(throws: TraceError.self) { try ReminderHoldStore(state: Text(scratch.path.utf8)).read() }
  }
}
