import Glibc
import PsoasCore

/// A body from its right side, drawn with dots: the posture, and the pelvis as it is tilted.
///
/// Lengths are fractions of the stature: Drillis and Contini 1966, in Winter, Biomechanics and Motor Control of Human
/// Movement, figure 4.1. The pelvis is the only part that is measured. The trunk above it is drawn to follow by half of
/// its tilt, and in a forward bend, beyond 25 degrees, by more of it: chosen by judgement, like the widths.
struct BodyFigure: Equatable {
  var posture = Posture.unknown
  /// Degrees from upright standing, anterior positive; nil if unknown.
  var tilt: Double?

  private typealias Point = (x: Double, y: Double)

  private static let (thigh, shank, ankleHeight, foot) = (0.245, 0.246, 0.039, 0.152)
  private static let (hipToShoulder, shoulderToChin, head) = (0.288, 0.052, 0.130)
  private static let (upperArm, forearm) = (0.186, 0.146 + 0.5 * 0.108)
  /// The part of `hipToShoulder` that is the pelvis: up to the sacrum's upper end.
  private static let pelvis = 0.1
  /// The drawing, in statures; the ground is at `ground`.
  private static let (width, height, ground) = (0.84, 1.0, 0.99)
  /// A lying body is wider than the drawing: it is drawn smaller.
  private static let lyingScale = 0.78

  /// Columns for a number of rows; a character is twice as high as wide.
  static func columns(forRows rows: Int) -> Int { Int(Double(rows) * 2 * width / height) }

  /// Rows of equal width.
  func rows(columns: Int, rows: Int, isUnicode: Bool) -> [ScreenRow] {
    guard columns > 0, rows > 0 else { return [] }
    let empty = DotCanvas(columns: columns, rows: rows, width: Self.width, height: Self.height)
    var (body, pelvis, seat) = (empty, empty, empty)
    draw(body: &body, pelvis: &pelvis, seat: &seat)
    return (0..<rows).map { row in
      var line = ScreenRow()
      for column in 0..<columns {
        let dots = (body.pattern(column, row), pelvis.pattern(column, row), seat.pattern(column, row))
        let isBody = dots.0.nonzeroBitCount > dots.2.nonzeroBitCount
        let look: ScreenRow.Look =
          isFaint ? .faint : dots.1 != 0 ? (tilt == nil ? .plain : .accent) : isBody || dots.2 == 0 ? .plain : .faint
        line.add(String(DotCanvas.character(dots.0 | dots.1 | dots.2, isPlain: !isUnicode)), look)
      }
      return line
    }
  }

  /// Nothing is known about the body.
  private var isFaint: Bool { posture == .unknown || posture == .notWorn }

  private func draw(body: inout DotCanvas, pelvis: inout DotCanvas, seat: inout DotCanvas) {
    switch posture {
    case .sitting:
      let hip = Point(0.30, Self.ground - Self.ankleHeight - Self.shank)
      leg(from: hip, thigh: 90, shank: 2, on: &body)
      trunk(from: hip, arm: (24, 78), body: &body, pelvis: &pelvis)
      let top = hip.y + 0.065
      seat.stroke([(0.17, top), (0.50, top)], width: 0.03)
      seat.stroke([(0.15, top - 0.02), (0.10, top - 0.36)], width: 0.03)
      seat.stroke([(0.32, top), (0.32, Self.ground - 0.02)], width: 0.03)
      seat.stroke([(0.20, Self.ground), (0.45, Self.ground)], width: 0.03)
    case .lying:
      let scale = Self.lyingScale
      let y = Self.ground - 0.17
      let hip = 0.02 + (Self.head + Self.shoulderToChin + Self.hipToShoulder) * scale
      body.stroke([(0.02 + Self.head * scale / 2, y - 0.015)], width: 0.165 * scale)
      body.stroke([(0.02 + Self.head * scale, y), (hip, y)], width: 0.13 * scale)
      body.stroke([(hip, y), (hip + (Self.thigh + Self.shank) * scale, y + 0.01)], width: 0.085 * scale)
      let heel = hip + (Self.thigh + Self.shank) * scale
      body.stroke([(heel, y), (heel + 0.02, y - 0.11 * scale)], width: 0.05 * scale)
      pelvis.stroke(
        [(hip - 0.75 * Self.pelvis * scale, y), (hip - 0.25 * Self.pelvis * scale, y)], width: 0.12 * scale)
      seat.stroke([(0.01, y + 0.085), (Self.width - 0.01, y + 0.085)], width: 0.03)
      for x in [0.05, Self.width - 0.05] { seat.stroke([(x, y + 0.085), (x, Self.ground)], width: 0.03) }
    case .walking:
      let hip = Point(0.40, Self.ground - 0.50)
      leg(from: hip, thigh: -14, shank: -42, on: &body)
      leg(from: hip, thigh: 26, shank: 8, on: &body)
      trunk(from: hip, arm: (-24, -4), body: &body, pelvis: &pelvis)
      arm(from: shoulder(above: hip), (28, 62), on: &body)
    case .standing, .unknown, .notWorn:
      let hip = Point(0.38, Self.ground - Self.ankleHeight - Self.shank - Self.thigh)
      leg(from: hip, thigh: 1, shank: -2, on: &body)
      trunk(from: hip, arm: (3, 22), body: &body, pelvis: &pelvis)
    }
  }

  // MARK: Parts

  /// The end of a segment that hangs from `start`, turned forward by an angle from straight down.
  private func hanging(_ length: Double, from start: Point, _ degrees: Double) -> Point {
    let angle = degrees * .pi / 180
    return (start.x + length * sin(angle), start.y + length * cos(angle))
  }

  /// The end of a segment that stands on `start`, turned forward by an angle from straight up.
  private func rising(_ length: Double, from start: Point, _ degrees: Double) -> Point {
    let angle = degrees * .pi / 180
    return (start.x + length * sin(angle), start.y - length * cos(angle))
  }

  /// - Parameters: degrees forward from straight down.
  private func leg(from hip: Point, thigh: Double, shank: Double, on body: inout DotCanvas) {
    let knee = hanging(Self.thigh, from: hip, thigh)
    let ankle = hanging(Self.shank, from: knee, shank)
    body.stroke([hip, knee], width: 0.10)
    body.stroke([knee, ankle], width: 0.07)
    // The sole is at a right angle to a shank behind the body, and flat otherwise.
    let sole = min(shank + 20, 0)
    let heel = hanging(0.02, from: ankle, sole)
    body.stroke([heel, hanging(Self.foot * 0.75, from: heel, 90 + sole)], width: 0.05)
  }

  private var lean: Double { min(max(tilt ?? 0, -60), 90) }

  /// The pelvis' upper end and the points of the spine up to the shoulders.
  private func spine(above hip: Point) -> [Point] {
    let follow = 0.5 + 0.6 * min(max((lean - 25) / 35, 0), 1)
    var points = [rising(Self.pelvis, from: hip, lean)]
    let pieces = 4
    for piece in 1...pieces {
      let angle = lean + (follow - 1) * lean * Double(piece) / Double(pieces)
      let length = (Self.hipToShoulder - Self.pelvis) / Double(pieces)
      points.append(rising(length, from: points[points.count - 1], angle))
    }
    return points
  }

  private func shoulder(above hip: Point) -> Point { spine(above: hip).last ?? hip }

  private func trunk(
    from hip: Point, arm angles: (Double, Double), body: inout DotCanvas, pelvis: inout DotCanvas
  ) {
    let points = spine(above: hip)
    let shoulder = points.last ?? hip
    let neck = lean * (lean > 25 ? 0.8 : 0.3)
    let chin = rising(Self.shoulderToChin, from: shoulder, neck + 8)
    let crown = rising(Self.head / 2, from: chin, neck + 4)
    body.stroke(points, width: 0.125)
    body.stroke([shoulder, chin], width: 0.06)
    body.stroke([(crown.x + 0.012, crown.y)], width: 0.165)
    body.stroke([hip, points[0]], width: 0.13)
    // Without the round ends, which would reach beyond the pelvis.
    pelvis.stroke(
      [0.25, 0.75].map { (hip.x + $0 * (points[0].x - hip.x), hip.y + $0 * (points[0].y - hip.y)) }, width: 0.12)
    arm(from: shoulder, angles, on: &body)
  }

  private func arm(from shoulder: Point, _ angles: (Double, Double), on body: inout DotCanvas) {
    let elbow = hanging(Self.upperArm, from: shoulder, angles.0)
    body.stroke([shoulder, elbow, hanging(Self.forearm, from: elbow, angles.1)], width: 0.05)
  }
}
