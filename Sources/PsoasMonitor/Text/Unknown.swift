import PsoasSystem

/// The text of a warning about an unknown setting or value.
public enum Unknown {
  public static func section(_ name: Text, among known: [StaticString]) -> Text {
    let meant = Spelling.nearest(to: name, among: known).map { [$0] } ?? known
    let sections: Text = "[\(meant.map { Text($0) }, joined: "] or [")]"
    if name.isEmpty {
      return "is before any [Section]\(known.count == 1 ? ": did you mean" : ": write") \(sections) above it"
    }
    return "unknown section [\(name)]: did you mean \(sections)?"
  }

  /// `Kind=stretsh: did you mean stretch?`
  public static func value(_ word: Text, of key: StaticString, among known: [StaticString]) -> Text {
    if let nearest = Spelling.nearest(to: word, among: known) {
      return "\(key)=\(word): did you mean \(nearest)?"
    }
    return "\(key)=\(word): known are \(known.map { Text($0) }, joined: ", ")"
  }

  public static func key(_ name: Text, in section: Text, among known: [StaticString]) -> Text {
    if let nearest = Spelling.nearest(to: name, among: known) {
      return "unknown key \(name)= in [\(section)]: did you mean \(nearest)=?"
    }
    return "unknown key \(name)= in [\(section)]: known are \(known.map { "\($0)=" as Text }, joined: ", ")"
  }
}
