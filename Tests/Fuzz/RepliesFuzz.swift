import BusScript

nonisolated(unsafe) private let maker = MessageMaker()

/// A D-Bus message with any body, given to the readers of PsoasBus.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReplies(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard let reply = ReceivedReply.read(UnsafeBufferPointer(start: start, count: count), maker) else { return 0 }
  do { try ReplyInvariants.check(reply) } catch { fatalError("\(error)") }
  return 0
}
