import CSystemd
import PsoasSystem

/// Combines the requests of many events into one call after all other events of a loop iteration.
public final class DeferSource {
  private var source: OpaquePointer?
  private let dispatch: () -> Void

  public init(_ loop: EventLoop, _ dispatch: @escaping () -> Void) throws(BusError) {
    self.dispatch = dispatch
    let result = sd_event_add_defer(
      loop.event, &source,
      { _, userdata in
        guard let userdata else { return 0 }
        Unmanaged<DeferSource>.fromOpaque(userdata).takeUnretainedValue().dispatch()
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_event_add_defer", code: -result) }
    sd_event_source_set_enabled(source, Int32(SD_EVENT_OFF))
    // After all other pending events of the iteration.
    sd_event_source_set_priority(source, Int64(SD_EVENT_PRIORITY_NORMAL) + 10)
  }

  deinit { sd_event_source_disable_unref(source) }

  /// Requests one call, after the current events have been handled.
  public func arm() { sd_event_source_set_enabled(source, Int32(SD_EVENT_ONESHOT)) }
}
