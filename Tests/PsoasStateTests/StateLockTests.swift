import Foundation
import PsoasState
import PsoasSystem
import TestSupport
import Testing

@Suite struct StateLockTests {
  @Test func `one process holds the folder, and the next one is told its pid`() throws {
    let scratch = try Scratch()
    let folder = Text(scratch.path("state").utf8)
    var lock = try StateLock(folder)
    #expect(lock != nil)
    var held: StateLock.Held?
    do throws(StateLock.Held) { _ = try StateLock(folder) } catch { held = error }
    #expect(held == StateLock.Held(folder: folder, process: Int(getpid())))
    // The process that holds the lock is not psoasd.
    #expect(!StateLock.isHeld(folder))
    lock = nil
    #expect(try StateLock(folder) != nil)
  }
}
