import Foundation

/// Ctrl-Z for verbs that draw on the terminal: they give it back first, and take it again afterwards.
enum JobControl {
  /// Stops this process as SIGTSTP does of itself, and returns once it goes on.
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
    // Where an event loop keeps the signal blocked it comes only now.
    pthread_sigmask(SIG_UNBLOCK, &stopping, &mask)
    pthread_sigmask(SIG_SETMASK, &mask, nil)
    sigaction(SIGTSTP, &former, nil)
  }
}
