import PsoasSystem

@testable import PsoasBus

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDconf(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let file = DconfFile(Array(UnsafeBufferPointer(start: start, count: count)))
  _ = file.boolean("/org/gnome/desktop/notifications/show-banners")
  for text in file.texts("/org/gnome/desktop/break-reminders/selected-breaks") ?? [] {
    precondition(text.count <= count, "a text of more bytes than the file")
  }
  return 0
}
