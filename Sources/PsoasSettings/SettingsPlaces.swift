import PsoasMonitor

/// Where settings live. Higher places win over lower ones.
public struct SettingsPlaces: Equatable, Sendable {
  /// Quirks and exercises as they were shipped; nil where there is no such folder.
  public var data: Bytes?
  /// The machine's own settings.
  public var system: Bytes
  /// The wearer's own, which programs may write to; nil for a service that has no home.
  public var user: Bytes?
  /// Folders to use instead of all these for what is set, the highest first.
  public var given: [Bytes] = []

  public init(data: Bytes?, system: Bytes, user: Bytes?) {
    self.data = data
    self.system = system
    self.user = user
  }

  /// By the environment of this process: `$PSOAS_DATA_DIR`, else the source tree that the program was built in,
  /// else /usr/share/psoas; /etc/psoas; `$XDG_CONFIG_HOME/psoas`, else `~/.config/psoas`. `$PSOAS_CONFIG_DIRS` names
  /// folders to use instead, the highest first.
  public static var ofThisProcess: SettingsPlaces {
    var places = SettingsPlaces(data: shipped, system: Bytes("/etc/psoas"), user: wearers)
    if let named = FileSystem.environment("PSOAS_CONFIG_DIRS") {
      places.given = named.split(separator: UInt8(ascii: ":")).map { Bytes($0) }
      places.user = places.given.first
    }
    return places
  }

  /// The folders of the configuration, the lowest first.
  public var folders: [Bytes] {
    if !given.isEmpty { return given.reversed() }
    var folders: [Bytes] = []
    if let data { folders.append(data) }
    folders.append(system)
    if let user { folders.append(user) }
    return folders
  }

  private static var shipped: Bytes? {
    if let named = FileSystem.environment("PSOAS_DATA_DIR") { return named }
    var folder = FileSystem.executable ?? Bytes()
    while let slash = folder.lastIndex(of: UInt8(ascii: "/")), slash > 0 {
      folder = Bytes(folder[..<slash])
      let data = folder.inside("data")
      if FileSystem.exists(folder.inside("Package.swift")), FileSystem.exists(data) { return data }
    }
    let installed = Bytes("/usr/share/psoas")
    return FileSystem.exists(installed) ? installed : nil
  }

  private static var wearers: Bytes? {
    // A relative path is to be ignored (XDG Base Directory Specification).
    if let base = FileSystem.environment("XDG_CONFIG_HOME"), base.first == UInt8(ascii: "/") {
      return base.inside("psoas")
    }
    return FileSystem.environment("HOME")?.inside(".config").inside("psoas")
  }

  /// Folders that hold `kind` ("quirks", "exercises"), the one that counts most first.
  func folders(of kind: StaticString) -> [Bytes] {
    var folders: [Bytes] = []
    for folder in self.folders.reversed() { folders.append(folder.inside(kind)) }
    // Those that are named for what is set hold no catalog by themselves.
    if !given.isEmpty, let data { folders.append(data.inside(kind)) }
    return folders
  }
}
