import CSystemd
import PsoasSystem

/// Watches a descriptor as long as it exists. The owner of the descriptor closes it after the source.
public final class FileSource {
  public let descriptor: Int32
  private var source: OpaquePointer?
  private let report: (FileSource) -> Void

  /// - Parameter report: called when the descriptor has data, or the peer has closed it; `read(2)` distinguishes the two.
  ///   May release the source.
  public init(_ loop: EventLoop, _ descriptor: Int32, _ report: @escaping (FileSource) -> Void) throws(BusError) {
    self.descriptor = descriptor
    self.report = report
    let result = sd_event_add_io(
      loop.event, &source, descriptor, EPOLLIN.rawValue,
      { _, _, _, userdata in
        guard let userdata else { return 0 }
        let source = Unmanaged<FileSource>.fromOpaque(userdata).takeUnretainedValue()
        source.report(source)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { throw .failed("sd_event_add_io", code: -result) }
  }

  /// Whether the descriptor is watched.
  public var isEnabled = true {
    didSet {
      guard isEnabled != oldValue else { return }
      sd_event_source_set_enabled(source, Int32(isEnabled ? SD_EVENT_ON : SD_EVENT_OFF))
    }
  }

  deinit { sd_event_source_disable_unref(source) }
}
