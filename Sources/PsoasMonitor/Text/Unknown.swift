import PsoasSystem

/// The text of a warning about an unknown setting or value.
public enum Unknown {
  public static func section(_ name: Text, among known: [StaticString]) -> Text {
    var text = Text()
    if name.isEmpty {
      text.append("is before any [Section]")
    } else {
      text.append("unknown section [")
      text.append(name)
      text.append("]")
    }
    text.append(known.count == 1 || !name.isEmpty ? ": did you mean [" : ": write [")
    if let nearest = Spelling.nearest(to: name, among: known) {
      text.append(nearest)
    } else {
      for (index, word) in known.enumerated() {
        if index > 0 { text.append("] or [") }
        text.append(word)
      }
    }
    text.append(name.isEmpty ? "] above it" : "]?")
    return text
  }

  /// `Kind=stretsh: did you mean stretch?`
  public static func value(_ word: Text, of key: StaticString, among known: [StaticString]) -> Text {
    var text = Text(key)
    text.append("=")
    text.append(word)
    if let nearest = Spelling.nearest(to: word, among: known) {
      text.append(": did you mean ")
      text.append(nearest)
      text.append("?")
    } else {
      text.append(": known are")
      for (index, name) in known.enumerated() {
        text.append(index == 0 ? " " : ", ")
        text.append(name)
      }
    }
    return text
  }

  public static func key(_ name: Text, in section: Text, among known: [StaticString]) -> Text {
    var text = Text()
    text.append("unknown key ")
    text.append(name)
    text.append("= in [")
    text.append(section)
    if let nearest = Spelling.nearest(to: name, among: known) {
      text.append("]: did you mean ")
      text.append(nearest)
      text.append("=?")
    } else {
      text.append("]: known are")
      for (index, word) in known.enumerated() {
        text.append(index == 0 ? " " : ", ")
        text.append(word)
        text.append("=")
      }
    }
    return text
  }
}
