import CLinux
import PsoasMonitor
import PsoasSystem

/// Reads single values from the user's dconf database, a GVDB file (glib's gvdb/gvdb-format.h): a hash table from keys to
/// serialized GVariants. libdconf would add GLib to the daemon for one boolean.
///
/// Every offset is checked against the size of the file; an invalid file gives no result.
struct DconfFile {
  private let bytes: [UInt8]

  /// Far above the size of settings; a larger file is not read.
  private static let limit = 16 << 20

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Returns: nil if there is no such file, or it cannot be read.
  init?(path: Text) {
    guard let content = try? Files.read(path, limit: DconfFile.limit) else { return nil }
    bytes = content.bytes
  }

  /// Path of the user's own settings; empty if no home directory is known.
  static var userPath: Text {
    let configuration = Environment.folder("XDG_CONFIG_HOME") ?? Environment.folder("HOME").map { $0.inside(".config") }
    return configuration.map { $0.inside("dconf/user") } ?? ""
  }

  /// The boolean at a key (`/org/gnome/…`); nil if it is not set, or not a boolean.
  func boolean(_ key: StaticString) -> Bool? {
    guard let value = value(key, "b"), value.count == 1 else { return nil }
    return bytes[value.lowerBound] != 0
  }

  /// The array of strings at a key; nil if it is not set, or something else.
  func texts(_ key: StaticString) -> [Text]? {
    guard let value = value(key, "as") else { return nil }
    guard !value.isEmpty else { return [] }
    // GVariant: strings that end in a zero, then where each of them ends; the last end is where that list begins. One
    // byte each, two in a value of more than 255 bytes.
    let last = value.upperBound - (value.count > 255 ? 2 : 1)
    guard last >= value.lowerBound else { return nil }
    let length = value.count > 255 ? Int(bytes[last]) | Int(bytes[last + 1]) << 8 : Int(bytes[last])
    guard length > 0, value.lowerBound + length <= last else { return nil }
    let strings = Text(bytes[value.lowerBound..<value.lowerBound + length - 1])
    return strings.parts(separatedBy: 0)
  }

  /// The serialized value at a key, if it has this type. A variant is the value, a zero, and the type string.
  private func value(_ key: StaticString, _ type: StaticString) -> Range<Int>? {
    guard let table = root, let item = item(Text(key), in: table), item.type == UInt8(ascii: "v"),
      let variant = chunk(at: item.offset + 16)
    else { return nil }
    let end = variant.upperBound - type.utf8CodeUnitCount - 1
    guard end >= variant.lowerBound, bytes[end] == 0, Text(bytes[(end + 1)..<variant.upperBound]) == type else {
      return nil
    }
    return variant.lowerBound..<end
  }

  // MARK: File format

  /// "GVariant", version 0, options, and the position of the root table. The other byte order has another signature.
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

  /// Whether the name of an item, which continues its parent's, is `key`.
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

  /// A pointer of the format: a range.
  private func chunk(at offset: Int) -> Range<Int>? {
    guard offset + 8 <= bytes.count else { return nil }
    let start = Int(word(offset))
    let end = Int(word(offset + 4))
    return start <= end && end <= bytes.count ? start..<end : nil
  }

  /// Four bytes, little-endian; 0 beyond the end of the file.
  private func word(_ offset: Int) -> UInt32 {
    guard offset >= 0, offset + 4 <= bytes.count else { return 0 }
    return UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
      | UInt32(bytes[offset + 3]) << 24
  }
}
