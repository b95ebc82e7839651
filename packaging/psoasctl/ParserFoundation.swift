// What swift-argument-parser uses of FoundationEssentials, for the release build of psoasctl. The whole module, with the
// Swift libraries that it needs, would be 6 MB of the program. `make ctl` compiles with the compiler's
// `-module-alias FoundationEssentials=ParserFoundation`; debug builds and tests use the toolchain's own module.

/// An error that describes itself, as Foundation's protocol; no error of psoasctl conforms to either.
public protocol LocalizedError: Error {
  /// What happened, for a person.
  var errorDescription: String? { get }
}

/// Encodes nothing. The parser uses it for `--experimental-dump-help` only, a hidden option for generators of manuals,
/// which then prints an empty line.
public final class JSONEncoder {
  /// As Foundation's: accepted, without effect.
  public struct OutputFormatting: OptionSet, Sendable {
    public let rawValue: UInt

    public init(rawValue: UInt) { self.rawValue = rawValue }

    public static let prettyPrinted = OutputFormatting(rawValue: 1)
    public static let sortedKeys = OutputFormatting(rawValue: 2)
  }

  /// Says that this encoder encodes nothing.
  public struct Unsupported: Error {}

  public var outputFormatting: OutputFormatting = []

  public init() {}

  /// Always throws.
  public func encode<T: Encodable>(_ value: T) throws(Unsupported) -> [UInt8] { throw Unsupported() }
}

extension String {
  public enum Encoding { case utf8 }

  /// The text of bytes in UTF-8; nil if they are not valid.
  public init?(data: [UInt8], encoding: Encoding) { self.init(validating: data, as: UTF8.self) }
}
