import CLinux

/// Closes a descriptor with its last owner.
///
/// A class, because Embedded Swift does not find the `deinit` of another module's noncopyable struct.
final class OwnedDescriptor {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  /// Standard input, output and error are not ours to close.
  deinit { if number > 2 { close(number) } }
}

/// Frees a buffer with its last owner.
final class OwnedBuffer {
  let bytes: UnsafeMutablePointer<UInt8>

  init(capacity: Int) { bytes = .allocate(capacity: capacity) }

  deinit { bytes.deallocate() }
}
