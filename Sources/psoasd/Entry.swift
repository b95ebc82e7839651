import CLinux
import PsoasMonitor
import PsoasSystem

/// The daemon's entry point. SwiftPM links an executable to `MODULE_main`; Embedded Swift has no CommandLine.
@_cdecl("psoasd_main")
func enter(_ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  BorrowedDescriptor.reserveStandardStreams()
  defer { StandardError.drain() }
  // A closed reader of standard output is not fatal.
  psoas_ignore(SIGPIPE)
  // Exceeding the file size limit is not fatal either: the write fails, and the error is reported.
  psoas_ignore(SIGXFSZ)
  switch Options.parse(argc, argv) {
  case .message(let text):
    do throws(Errno) { try BorrowedDescriptor.standardOutput.write(text) } catch { return ExitStatus.ioError }
    return 0
  case .misused(let message):
    if !message.isEmpty { StandardError.print(message) }
    return ExitStatus.usage
  case .run(let options):
    if let seconds = options.probe { return ProbeCommand.run(seconds: seconds, options) }
    if options.rumble { return RumbleCommand.run(options) }
    do throws(DaemonError) {
      return try Daemon(options).run()
    } catch {
      StandardError.print(error.message)
      return error.status
    }
  }
}

/// The exit statuses of sysexits.h that the daemon uses.
enum ExitStatus {
  static let usage: Int32 = 64
  static let unavailable: Int32 = 69
  static let ioError: Int32 = 74
  static let configuration: Int32 = 78
}

/// Why the daemon cannot run.
struct DaemonError: DescribedError {
  let message: Text
  let status: Int32
}
