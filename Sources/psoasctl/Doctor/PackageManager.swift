import PsoasSystem

/// How packages are installed on a family of Linux distributions.
struct PackageManager {
  /// The words of ID= and ID_LIKE= in os-release(5).
  let families: [StaticString]
  let install: StaticString
  /// The package that has the bus of a user's session.
  let sessionBus: StaticString

  private static let all = [
    PackageManager(families: ["debian", "ubuntu"], install: "sudo apt install", sessionBus: "dbus-user-session"),
    PackageManager(families: ["fedora", "rhel"], install: "sudo dnf install", sessionBus: "dbus"),
    PackageManager(families: ["arch"], install: "sudo pacman -S", sessionBus: "dbus"),
    PackageManager(families: ["opensuse", "suse"], install: "sudo zypper install", sessionBus: "dbus-1"),
  ]

  /// The one of this distribution; nil if its family is unknown.
  /// - Parameter root: below which os-release(5) is.
  static func ofDistribution(root: Text) -> PackageManager? {
    let files: [StaticString] = ["/etc/os-release", "/usr/lib/os-release"]
    let texts = files.lazy.compactMap { try? Files.read("\(root)\($0)", limit: 1 << 16) }
    let lines = texts.first?.parts(separatedBy: UInt8(ascii: "\n")) ?? []
    for key: StaticString in ["ID=", "ID_LIKE="] {
      for line in lines where line.hasPrefix(key) {
        let value = Text(line.dropFirst(key.utf8CodeUnitCount).filter { !"\"'".utf8.contains($0) })
        for word in value.words {
          if let known = all.first(where: { $0.families.contains { word == $0 } }) { return known }
        }
      }
    }
    return nil
  }
}

extension Examination {
  /// The command that installs a package; on an unknown distribution, words.
  func installing(_ package: StaticString) -> Text {
    packages.map { "\($0.install) \(package)" } ?? "install the package \(package)"
  }
}
