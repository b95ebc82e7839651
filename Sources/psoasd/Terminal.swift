import CLinux

/// SIGHUP is either a request to reload the configuration, or the kernel's report that the terminal is closed. Only in
/// the second case, `/dev/tty` can no longer be opened.
struct Terminal {
  private let isThere = Terminal.canBeOpened

  var isGone: Bool { isThere && !Terminal.canBeOpened }

  private static var canBeOpened: Bool {
    let descriptor = psoas_open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }
}
