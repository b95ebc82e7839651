import CLinux
import CSystemd
import PsoasSystem

/// Watches a descriptor while it is enabled. The owner of the descriptor closes it after the source.
public final class WritableSource {
  private var source: OpaquePointer?
  private let report: () -> Void

  /// Creates a source that is not enabled.
  /// - Parameter report: called when the descriptor takes data, or reports an error; `write(2)` distinguishes the two. May
  ///   disable the source.
  public init(_ loop: EventLoop, _ descriptor: Int32, _ report: @escaping () -> Void) throws(BusError) {
    self.report = report
    let result = sd_event_add_io(
      loop.event, &source, descriptor, EPOLLOUT.rawValue,
      { _, _, _, userdata in
        guard let userdata else { return 0 }
        Unmanaged<WritableSource>.fromOpaque(userdata).takeUnretainedValue().report()
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_event_add_io", code: -result) }
    sd_event_source_set_enabled(source, Int32(SD_EVENT_OFF))
  }

  deinit { sd_event_source_disable_unref(source) }

  public var isEnabled = false {
    didSet {
      guard isEnabled != oldValue else { return }
      sd_event_source_set_enabled(source, Int32(isEnabled ? SD_EVENT_ON : SD_EVENT_OFF))
    }
  }
}
