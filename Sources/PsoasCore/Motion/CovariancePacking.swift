/// Conversion between the stored covariance and the rows that the updates use.
extension CovarianceRows {
  /// Full rows of `errors`.
  init(_ errors: inout ErrorCovariance) {
    // Below the diagonal, a row's first block holds unrelated entries until it is mirrored.
    unpack(band: 0, &errors)
    unpack(band: 1, &errors)
    unpack(band: 2, &errors)
    unpack(band: 3, &errors)
    let (a, b) = (errors.tilts(ErrorCovariance.place(16, 16)), errors.tilts(ErrorCovariance.place(17, 16)))
    self[16, 4] = a
    self[17, 4] = Block(a.y, b.y, 0, 0)
    mirror(band: 0)
    mirror(band: 1)
    mirror(band: 2)
    mirror(band: 3)
  }

  /// Copies by symmetry the entries below the diagonal in the band's own blocks, and the blocks below those.
  @inline(__always)
  private mutating func mirror(band: Int) {
    let first = 4 &* band
    // The band's own block.
    let (a, b, c, d) = (self[first, band], self[first &+ 1, band], self[first &+ 2, band], self[first &+ 3, band])
    self[first &+ 1, band] = Block(a.y, b.y, b.z, b.w)
    self[first &+ 2, band] = Block(a.z, b.z, c.z, c.w)
    self[first &+ 3, band] = Block(a.w, b.w, c.w, d.w)
    var right = band &+ 1
    while right < 4 {
      let (a, b, c, d) = (self[first, right], self[first &+ 1, right], self[first &+ 2, right], self[first &+ 3, right])
      let below = 4 &* right
      self[below, band] = Block(a.x, b.x, c.x, d.x)
      self[below &+ 1, band] = Block(a.y, b.y, c.y, d.y)
      self[below &+ 2, band] = Block(a.z, b.z, c.z, d.z)
      self[below &+ 3, band] = Block(a.w, b.w, c.w, d.w)
      right &+= 1
    }
    let (p, q, r, s) = (self[first, 4], self[first &+ 1, 4], self[first &+ 2, 4], self[first &+ 3, 4])
    self[16, band] = Block(p.x, q.x, r.x, s.x)
    self[17, band] = Block(p.y, q.y, r.y, s.y)
  }

  /// Stores the entries on or above each row's own block in the triangle.
  mutating func pack(into errors: inout ErrorCovariance) {
    // From the last row on, so that entries below the diagonal of a row's first block are overwritten.
    errors.setTilts(ErrorCovariance.place(17, 16), self[17, 4])
    errors.setTilts(ErrorCovariance.place(16, 16), self[16, 4])
    pack(band: 3, into: &errors)
    pack(band: 2, into: &errors)
    pack(band: 1, into: &errors)
    pack(band: 0, into: &errors)
  }

  @inline(__always)
  private mutating func unpack(band: Int, _ errors: inout ErrorCovariance) {
    unpack(row: 4 &* band, band, &errors)
    unpack(row: 4 &* band &+ 1, band, &errors)
    unpack(row: 4 &* band &+ 2, band, &errors)
    unpack(row: 4 &* band &+ 3, band, &errors)
  }

  @inline(__always)
  private mutating func unpack(row: Int, _ band: Int, _ errors: inout ErrorCovariance) {
    let place = ErrorCovariance.place(row, 0)
    if band < 1 { self[row, 0] = errors.block(place) }
    if band < 2 { self[row, 1] = errors.block(place &+ 4) }
    if band < 3 { self[row, 2] = errors.block(place &+ 8) }
    self[row, 3] = errors.block(place &+ 12)
    self[row, 4] = errors.tilts(place &+ 16)
  }

  @inline(__always)
  private mutating func pack(band: Int, into errors: inout ErrorCovariance) {
    pack(row: 4 &* band &+ 3, band, into: &errors)
    pack(row: 4 &* band &+ 2, band, into: &errors)
    pack(row: 4 &* band &+ 1, band, into: &errors)
    pack(row: 4 &* band, band, into: &errors)
  }

  @inline(__always)
  private mutating func pack(row: Int, _ band: Int, into errors: inout ErrorCovariance) {
    let place = ErrorCovariance.place(row, 0)
    if band < 1 { errors.set(place, self[row, 0]) }
    if band < 2 { errors.set(place &+ 4, self[row, 1]) }
    if band < 3 { errors.set(place &+ 8, self[row, 2]) }
    errors.set(place &+ 12, self[row, 3])
    errors.setTilts(place &+ 16, self[row, 4])
  }
}
