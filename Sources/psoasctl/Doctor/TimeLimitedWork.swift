import Glibc

/// Work that may never return, such as a system call on a broken device.
enum TimeLimitedWork {
  /// Calls `work` with 0, 1, 2, ... below `count` on a thread of its own, which is left behind if it takes too long.
  /// - Parameter seconds: the longest wait for all of them.
  /// - Returns: the results that were there in time, in order; after Ctrl-C (`Interrupt`), those that were there by then.
  static func results<Result>(_ count: Int, seconds: Double, _ work: @escaping (Int) -> Result) -> [Result] {
    guard count > 0 else { return [] }
    let store = Store<Result>()
    let job = Job { for index in 0..<count { store.append(work(index)) } }
    var thread = pthread_t()
    let started = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, Unmanaged.passRetained(job).toOpaque())
    guard started == 0 else { return [] }
    pthread_detach(thread)
    // The results are counted every 5 ms: waiting on a condition variable would need the monotonic clock to be set.
    for _ in 0..<Int(seconds * 200) {
      if store.count == count || Interrupt.isDue { break }
      poll(nil, 0, 5)
    }
    return store.all
  }

  private final class Job {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// What both threads use.
  private final class Store<Result> {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var results: [Result] = []

    init() { pthread_mutex_init(lock, nil) }

    deinit {
      pthread_mutex_destroy(lock)
      lock.deallocate()
    }

    var all: [Result] {
      pthread_mutex_lock(lock)
      defer { pthread_mutex_unlock(lock) }
      return results
    }

    var count: Int { all.count }

    func append(_ result: Result) {
      pthread_mutex_lock(lock)
      defer { pthread_mutex_unlock(lock) }
      results.append(result)
    }
  }
}
