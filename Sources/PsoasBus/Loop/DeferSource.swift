import CSystemd
import PsoasSystem

/// Receives a callback after all other events of a loop iteration.
public protocol DeferHandler: AnyObject {
  func dispatchDeferred(_ source: DeferSource)
}

/// Combines the requests of many events into one call after them.
public final class DeferSource {
  private var source: OpaquePointer?
  private unowned(unsafe) let handler: any DeferHandler

  /// - Parameter handler: not retained; must outlive the source.
  public init(_ loop: EventLoop, _ handler: any DeferHandler) throws(BusError) {
    self.handler = handler
    let result = sd_event_add_defer(
      loop.event, &source,
      { _, userdata in
        guard let userdata else { return 0 }
        let source = Unmanaged<DeferSource>.fromOpaque(userdata).takeUnretainedValue()
        source.handler.dispatchDeferred(source)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_event_add_defer", code: -result) }
    sd_event_source_set_enabled(source, Int32(SD_EVENT_OFF))
    // After all other pending events of the iteration.
    sd_event_source_set_priority(source, Int64(SD_EVENT_PRIORITY_NORMAL) + 10)
  }

  deinit { sd_event_source_disable_unref(source) }

  /// Calls the handler once, after the current events have been handled.
  public func arm() { sd_event_source_set_enabled(source, Int32(SD_EVENT_ONESHOT)) }
}
