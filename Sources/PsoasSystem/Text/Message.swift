/// A sentence for people, with numbered arguments, which a catalog of translations can replace.
///
/// The syntax is that of `Text`: `let message: Message = "\(name): \(count: 2, "reminder", "reminders")"`. A message
/// stores the template, here `{1}: {2}`, as the key of the translation, and the formatted arguments. A translation
/// places the arguments in the order of its language. In a template `{{` and `}}` represent braces.
public struct Message: Equatable, Sendable {
  public private(set) var template = Text()
  public private(set) var arguments: [Text] = []

  /// The sentence in the source language.
  public var text: Text { text { _ in nil } }

  /// The sentence in another language.
  ///
  /// A translation is used only if it contains each argument and no other, so that a mistake in it cannot lose a value.
  /// - Parameter translation: the translation of a template; nil if there is none.
  public func text(_ translation: (_ template: Text) -> Text?) -> Text {
    if let translated = translation(template), let text = filled(translated) { return text }
    return filled(template) ?? template
  }

  /// A template with its arguments; nil if it does not contain exactly these.
  private func filled(_ template: Text) -> Text? {
    var result = Text()
    result.reserveCapacity(template.count + 8 * arguments.count)
    var isUsed = Array(repeating: false, count: arguments.count)
    var index = 0
    while index < template.count {
      let byte = template[index]
      index += 1
      guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") else {
        result.append(byte)
        continue
      }
      if index < template.count, template[index] == byte {
        result.append(byte)
        index += 1
        continue
      }
      guard byte == UInt8(ascii: "{"), let end = template[index...].firstIndex(of: UInt8(ascii: "}")),
        let number = Text(template[index..<end]).number, (1...arguments.count).contains(number)
      else { return nil }
      result.append(arguments[number - 1])
      isUsed[number - 1] = true
      index = end + 1
    }
    return isUsed.allSatisfy { $0 } ? result : nil
  }
}

extension Message: ExpressibleByStringInterpolation {
  public struct StringInterpolation: TextInterpolation {
    fileprivate var message = Message()

    public init(literalCapacity: Int, interpolationCount: Int) {
      message.template.reserveCapacity(literalCapacity + 3 * interpolationCount)
    }

    public mutating func appendLiteral(_ literal: StaticString) { message.append(literal) }

    public mutating func insert(_ write: (inout Text) -> Void) {
      var argument = Text()
      write(&argument)
      message.arguments.append(argument)
      message.template.append("{")
      message.template.append(message.arguments.count, width: 1)
      message.template.append("}")
    }
  }

  public init(stringLiteral text: StaticString) { append(text) }

  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.message }

  private mutating func append(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes in
      for byte in bytes {
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { template.append(byte) }
        template.append(byte)
      }
    }
  }
}
