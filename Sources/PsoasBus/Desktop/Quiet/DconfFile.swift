import CLinux
import PsoasMonitor
import PsoasSystem

/// The user's dconf database, as far as it takes to look up one switch: a GVDB file (glib's gvdb/gvdb-format.h), a hash
/// table from keys to serialised GVariants. libdconf would bring GLib into the daemon for one boolean.
///
/// Every offset is checked against the file's end; what makes no sense is no answer.
struct DconfFile {
  private let bytes: [UInt8]

  /// Far above what settings take; a file beyond it is none.
  private static let limit = 16 << 20

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Returns: nil where there is no such file, or it cannot be read.
  init?(path: Text) {
    guard let content = try? Files.read(path, limit: DconfFile.limit) else { return nil }
    bytes = content.bytes
  }

  /// Where the user's own settings are; empty where no home is known.
  static var userPath: Text {
    let configuration = Environment.folder("XDG_CONFIG_HOME") ?? Environment.folder("HOME").map { $0.inside(".config") }
    return configuration.map { $0.inside("dconf/user") } ?? ""
  }

  /// The boolean at a key (`/org/gnome/…`); nil where it is not set, or is no boolean.
  func boolean(_ key: StaticString) -> Bool? {
    guard let table = root, let item = item(Text(key), in: table), item.type == UInt8(ascii: "v"),
      let value = chunk(at: item.offset + 16)
    else { return nil }
    // A variant: the value, a zero, the type's letters.
    guard value.count == 3, bytes[value.lowerBound + 1] == 0, bytes[value.lowerBound + 2] == UInt8(ascii: "b") else {
      return nil
    }
    return bytes[value.lowerBound] != 0
  }

  // MARK: The format

  /// "GVariant", version 0, options, and where the root table lies. The other byte order has another signature.
  private var root: Range<Int>? {
    guard bytes.count >= 24, Text(bytes[0..<8]) == "GVariant", word(8) == 0 else { return nil }
    return chunk(at: 16)
  }

  /// A table consists of a Bloom filter, buckets, and items of 24 bytes. A bucket holds the index of its first item.
  private func item(_ key: Text, in table: Range<Int>) -> (offset: Int, type: UInt8)? {
    guard table.count >= 8 else { return nil }
    let filters = Int(word(table.lowerBound) & (1 << 27 - 1))
    let buckets = Int(word(table.lowerBound + 4))
    let firstBucket = table.lowerBound + 8 + filters * 4
    let firstItem = firstBucket + buckets * 4
    guard buckets > 0, firstItem <= table.upperBound else { return nil }
    let items = (table.upperBound - firstItem) / 24
    let hash = DconfFile.hash(key)
    let bucket = Int(hash) % buckets
    let end = bucket + 1 < buckets ? Int(word(firstBucket + (bucket + 1) * 4)) : items
    var index = Int(word(firstBucket + bucket * 4))
    while index < min(end, items) {
      let offset = firstItem + index * 24
      if word(offset) == hash, names(offset, key, firstItem, items) { return (offset, bytes[offset + 14]) }
      index += 1
    }
    return nil
  }

  /// Whether an item's name, which goes on from its parent's, is `key`.
  private func names(_ item: Int, _ key: Text, _ firstItem: Int, _ items: Int) -> Bool {
    var offset = item
    var left = key.count
    while true {
      let start = Int(word(offset + 8))
      let length = Int(bytes[offset + 12]) | Int(bytes[offset + 13]) << 8
      guard start + length <= bytes.count, length <= left, length > 0 || left == 0 else { return false }
      guard bytes[start..<start + length].elementsEqual(key[(left - length)..<left]) else { return false }
      left -= length
      let parent = Int(word(offset + 4))
      if left == 0 { return parent == Int(UInt32.max) }
      guard parent < items else { return false }
      offset = firstItem + parent * 24
    }
  }

  /// djb2 over signed bytes.
  private static func hash(_ key: Text) -> UInt32 {
    var hash: UInt32 = 5381
    for byte in key { hash = hash &* 33 &+ UInt32(bitPattern: Int32(Int8(bitPattern: byte))) }
    return hash
  }

  /// A pointer of the format: where something begins and ends.
  private func chunk(at offset: Int) -> Range<Int>? {
    guard offset + 8 <= bytes.count else { return nil }
    let start = Int(word(offset))
    let end = Int(word(offset + 4))
    return start <= end && end <= bytes.count ? start..<end : nil
  }

  /// Four bytes, little-endian; 0 beyond the file's end.
  private func word(_ offset: Int) -> UInt32 {
    guard offset >= 0, offset + 4 <= bytes.count else { return 0 }
    return UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
      | UInt32(bytes[offset + 3]) << 24
  }
}
