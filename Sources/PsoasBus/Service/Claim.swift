import CSystemd
import PsoasMonitor
import PsoasSystem

/// The claims of programs, which last as long as the program is on the bus: inhibitions of reminders, or claims of the
/// tilt.
final class ClaimTable {
  /// Largest number of claims per caller, which is one connection to the bus.
  static let perCaller = 16
  /// Largest number of claims of all callers together, which limits a program that opens many connections.
  static let total = 256

  private let connection: BusConnection
  private var claims: [Claim] = []
  /// Claims of callers that have left: released outside of sd-bus's callback.
  private var gone: [Claim] = []
  private var lastCookie: UInt32 = 0
  /// Called when the first claim is made and when the last one is released.
  private let changed: (_ isHeld: Bool) -> Void

  init(_ connection: BusConnection, _ changed: @escaping (_ isHeld: Bool) -> Void) {
    self.connection = connection
    self.changed = changed
  }

  var isHeld: Bool { !claims.isEmpty }

  /// Calls `body` with each claim: its cookie, its owner's name on the bus, and its reason.
  func each(_ body: (UInt32, Text, Text) -> Void) {
    for claim in claims { body(claim.cookie, claim.owner, claim.reason) }
  }

  func holds(_ owner: Text) -> Bool { claims.contains { $0.owner == owner } }

  /// - Returns: a cookie that no other claim has; never 0.
  func claim(_ owner: Text, _ reason: Text = Text()) throws(ServiceRefusal) -> UInt32 {
    gone.removeAll()
    guard claims.count < Self.total, claims.filter({ $0.owner == owner }).count < Self.perCaller else {
      throw ServiceRefusal(
        "org.psoas.Psoas1.Error.TooManyClaims", "A caller can hold 16, all together 256: release those that have ended."
      )
    }
    repeat { lastCookie = lastCookie &+ 1 } while lastCookie == 0 || claims.contains { $0.cookie == lastCookie }
    let claim = Claim(owner, lastCookie, reason, unretained(self) { $0.drop($1) })
    guard claim.follow(connection) >= 0 else {
      throw ServiceRefusal("org.freedesktop.DBus.Error.NameHasNoOwner", "The caller has left the bus: call again.")
    }
    claims.append(claim)
    if claims.count == 1 { changed(true) }
    return claim.cookie
  }

  /// - Parameter cookie: 0 for all claims of the caller.
  /// - Returns: false if the caller has no such claim; claims of others cannot be released.
  func release(_ owner: Text, cookie: UInt32 = 0) -> Bool {
    gone.removeAll()
    let before = claims.count
    claims.removeAll { $0.owner == owner && (cookie == 0 || $0.cookie == cookie) }
    guard claims.count < before else { return false }
    if claims.isEmpty { changed(false) }
    return true
  }

  func releaseAll() {
    gone.removeAll()
    guard !claims.isEmpty else { return }
    claims.removeAll()
    changed(false)
  }

  private func drop(_ claim: Claim) {
    gone.append(claim)
    claims.removeAll { $0 === claim }
    if claims.isEmpty { changed(false) }
  }
}

/// One claim, tracked by sd-bus until its owner leaves the bus (sd_bus_track_new(3)).
private final class Claim {
  let owner: Text
  let cookie: UInt32
  let reason: Text
  private let ownerLeft: (Claim) -> Void
  private var track: OpaquePointer?

  init(_ owner: Text, _ cookie: UInt32, _ reason: Text, _ ownerLeft: @escaping (Claim) -> Void) {
    self.owner = owner
    self.cookie = cookie
    self.reason = reason
    self.ownerLeft = ownerLeft
  }

  deinit { sd_bus_track_unref(track) }

  /// - Returns: a negative errno if the owner cannot be tracked, because it may have left already.
  func follow(_ connection: BusConnection) -> Int32 {
    let result = sd_bus_track_new(
      connection.bus, &track,
      { _, userdata in
        guard let userdata else { return 0 }
        let claim = Unmanaged<Claim>.fromOpaque(userdata).takeUnretainedValue()
        claim.ownerLeft(claim)
        return 1
      }, Unmanaged.passUnretained(self).toOpaque())
    guard result >= 0 else { return result }
    return owner.withCString { sd_bus_track_add_name(track, $0) }
  }
}
