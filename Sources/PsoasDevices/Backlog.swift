import CLinux

/// Detects whether a sensor's events are read, or remain unread because the pipeline is blocked.
///
/// A silent sensor is not a fault of the daemon, and a restart would not help. A fault is a descriptor that is
/// readable at two consecutive checks while nothing was read from it.
public struct Backlog: Sendable {
  private var taken = -1
  private var waited = false

  public init() {}

  /// Checks the descriptor.
  /// - Parameter taken: amount read so far, in any increasing unit.
  /// - Returns: false if data remains unread.
  public mutating func keepsUp(_ descriptor: Int32, taken now: Int) -> Bool {
    let isMoving = now != taken
    taken = now
    var descriptorState = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let isWaiting = poll(&descriptorState, 1, 0) > 0 && descriptorState.revents & Int16(POLLIN) != 0
    defer { waited = isWaiting && !isMoving }
    return !(waited && isWaiting && !isMoving)
  }
}
