import PsoasMonitor

@_cdecl("psoasd_main")
func enter(_ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  switch Options.parse(argc, argv) {
  case .say(let text):
    Complaint.print(text)
    return 0
  case .misused(let text):
    Complaint.print(text)
    return 64
  case .run: return 0
  }
}
