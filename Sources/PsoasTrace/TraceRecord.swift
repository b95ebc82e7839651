import PsoasCore
import PsoasMonitor
import PsoasSystem

/// One input of a recording. The reader's `appendTimeText` gives the text of its time.
public struct TraceRecord: Equatable, Sendable {
  public var input: TimedInput

  @inlinable
  public init(_ time: Instant, _ input: Input) { self.input = TimedInput(time, input) }

  @inlinable
  public init(_ input: TimedInput) { self.input = input }

  @inlinable public var time: Instant { input.time }
}

/// A record that is a sample, as most are. The reader fills one again and again, because a new one would be copied several
/// times on its way to the monitor.
public struct TraceSample: Sendable {
  public internal(set) var time = Instant(microseconds: 0)
  public var sample = Sample(time: Instant(microseconds: 0), interval: 0, acceleration: .zero)
  // The last, so that no gap before the sample makes the compiler copy it byte by byte.
  public internal(set) var placement = Placement.pelvis

  public init() {}

  public init(_ time: Instant, _ placement: Placement, _ sample: Sample) {
    self.time = time
    self.sample = sample
    self.placement = placement
  }
}

/// Limits for every format of recording.
enum TraceLimits {
  /// Microseconds: some 3,000 years, so that seconds since 1970 are valid and differences cannot overflow.
  static let time: UInt64 = 100_000_000_000_000_000
  /// Days since 1970-01-01 within these limits.
  static let days = -Int64(time / 86_400_000_000)...Int64(time / 86_400_000_000)
  /// Numbers of a command. It is recorded before it is checked, so that any number can occur that a program can send: the
  /// largest on D-Bus is 2^64 microseconds, as minutes.
  static let command = -1_000_000_000_000...1_000_000_000_000
  /// m/s2. The widest motion sensors measure 32 g; a file in mg reads 1000 at rest, and a hundred g breaks bones.
  static let acceleration = 1000.0
  /// rad/s. The widest gyroscopes measure 70 (4000 deg/s); a file in degrees exceeds this in any fast rotation.
  static let angularVelocity = 100.0
}

extension StaticString {
  func equals(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.elementsEqual(UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount))
  }
}
