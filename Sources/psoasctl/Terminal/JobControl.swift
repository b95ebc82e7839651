import Glibc

/// Ctrl-Z for verbs that draw on the terminal: they restore the terminal first, and take it again afterwards.
enum JobControl {
  /// Unix signals have their usual effect again, after an event loop has blocked them.
  static func unblock(_ numbers: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Stops this process like SIGTSTP, and returns when it continues.
  static func stop() {
    var standard = sigaction()
    standard.__sigaction_handler.sa_handler = SIG_DFL
    var former = sigaction()
    sigaction(SIGTSTP, &standard, &former)
    var stopping = sigset_t()
    sigemptyset(&stopping)
    sigaddset(&stopping, SIGTSTP)
    var mask = sigset_t()
    raise(SIGTSTP)
    // If an event loop blocks the signal, it is delivered only now.
    pthread_sigmask(SIG_UNBLOCK, &stopping, &mask)
    pthread_sigmask(SIG_SETMASK, &mask, nil)
    sigaction(SIGTSTP, &former, nil)
  }
}
