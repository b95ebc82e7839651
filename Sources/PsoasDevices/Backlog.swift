import CLinux

/// Tells whether a sensor's readings are taken, or lie about because the pipeline behind it is stuck.
///
/// A sensor that is silent by itself is no fault of the daemon's, and a new start would not make it speak. What is a
/// fault is a descriptor that has something to read at two looks in a row while nothing was taken from it.
public struct Backlog: Sendable {
  private var taken = -1
  private var waited = false

  public init() {}

  /// Looks at the descriptor.
  /// - Parameter taken: how much has been taken from it so far, in any unit that grows.
  /// - Returns: false where readings lie about.
  public mutating func keepsUp(_ descriptor: Int32, taken now: Int) -> Bool {
    let isMoving = now != taken
    taken = now
    var descriptorState = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let isWaiting = poll(&descriptorState, 1, 0) > 0 && descriptorState.revents & Int16(POLLIN) != 0
    defer { waited = isWaiting && !isMoving }
    return !(waited && isWaiting && !isMoving)
  }
}
