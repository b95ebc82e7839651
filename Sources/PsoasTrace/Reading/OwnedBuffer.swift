/// A buffer that is freed with its last owner.
final class OwnedBuffer {
  let bytes: UnsafeMutablePointer<UInt8>

  init(capacity: Int) { bytes = .allocate(capacity: capacity) }

  deinit { bytes.deallocate() }
}
