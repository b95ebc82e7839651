import BusScript
import Foundation
import PsoasSystem
import TestSupport
import Testing

@testable import PsoasBus

/// Messages made from bytes: random ones, and those that failed once. `make fuzz` runs many more of them, guided by
/// coverage.
@Suite struct AnyMessageTests {
  @Test func `whatever a reply or signal contains, what is read from it is in its range`() {
    let maker = MessageMaker()
    for bytes in Self.random(20_000, length: 120, seed: 11) { read(bytes, maker) }
  }

  @Test(arguments: try seeds("replies")) func `messages that failed once pass`(bytes: [UInt8]) {
    read(bytes, MessageMaker())
  }

  @Test func `whatever arguments a method is called with, it returns its results or a refusal`() throws {
    let bus = try Self.bus()
    let methods = try CalledMethods(Text(bus.address.utf8))
    for bytes in Self.random(3000, length: 100, seed: 13) { check(bytes) { try methods.check($0) } }
    methods.close()
  }

  @Test(arguments: try seeds("arguments")) func `arguments that failed once pass`(bytes: [UInt8]) throws {
    let bus = try Self.bus()
    let methods = try CalledMethods(Text(bus.address.utf8))
    check(bytes) { try methods.check($0) }
    methods.close()
  }

  @Test func `whatever a program calls, answers and signals, each call gets one reply`() throws {
    let bus = try Self.bus()
    for bytes in Self.random(60, length: 200, seed: 12) { run(bytes, bus) }
  }

  @Test(arguments: try seeds("bus")) func `what a program did when it failed once passes`(bytes: [UInt8]) throws {
    run(bytes, try Self.bus())
  }

  /// A bus that starts no services.
  private static func bus() throws -> PrivateBus {
    try PrivateBus(configuration: Repository.read("Tests/Fuzz/bus.conf"))
  }

  private static func random(_ count: Int, length: Int, seed: UInt64) -> [[UInt8]] {
    var generator = SeededGenerator(seed: TestSeed.seed(seed))
    return (0..<count).map { _ in
      (0..<Int.random(in: 1...length, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
  }

  private func read(_ bytes: [UInt8], _ maker: MessageMaker) {
    check(bytes) { bytes in
      if let reply = ReceivedReply.read(bytes, maker) { try ReplyInvariants.check(reply) }
    }
  }

  private func run(_ bytes: [UInt8], _ bus: PrivateBus) {
    check(bytes) { try BusRun.check($0, Text(bus.address.utf8)) }
  }

  private func check(_ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) {
    do {
      try bytes.withUnsafeBufferPointer(body)
    } catch {
      Issue.record("\(error)\nbytes: \(bytes)")
    }
  }
}

private func seeds(_ target: String) throws -> [[UInt8]] {
  let folder = Repository.path("Tests/Fuzz/seeds/" + target)
  return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)))
  }
}
