import CLinux
import CSystemd
import PsoasSystem

/// Receives a callback when a file descriptor is writable.
public protocol WritableHandler: AnyObject {
  /// The descriptor takes data, or reports an error; `write(2)` distinguishes the two. May disable the source.
  func writable(_ source: WritableSource)
}

/// Watches a descriptor while it is enabled. The owner of the descriptor closes it after the source.
public final class WritableSource {
  private var source: OpaquePointer?
  private unowned(unsafe) let handler: any WritableHandler

  /// Creates a source that is not enabled.
  /// - Parameter handler: not retained; must outlive the source.
  public init(_ loop: EventLoop, _ descriptor: Int32, _ handler: any WritableHandler) throws(BusError) {
    self.handler = handler
    let result = sd_event_add_io(
      loop.event, &source, descriptor, EPOLLOUT.rawValue,
      { _, _, _, userdata in
        guard let userdata else { return 0 }
        let source = Unmanaged<WritableSource>.fromOpaque(userdata).takeUnretainedValue()
        source.handler.writable(source)
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
