import PsoasMonitor

/// Where settings live. Later places win over earlier ones.
public struct SettingsPlaces: Equatable, Sendable {
  /// Quirks and exercises as they were shipped; nil where there is no such folder.
  public var data: Bytes?
  /// The machine's own settings.
  public var system: Bytes
  /// The wearer's own; nil for a service that has no home.
  public var user: Bytes?

  public init(data: Bytes?, system: Bytes, user: Bytes?) {
    self.data = data
    self.system = system
    self.user = user
  }

  /// By the environment of this process: `$PSOAS_DATA_DIR`, else the source tree that the program was built in,
  /// else /usr/share/psoas; /etc/psoas; `$XDG_CONFIG_HOME/psoas`, else `~/.config/psoas`.
  public static var ofThisProcess: SettingsPlaces {
    SettingsPlaces(data: shipped, system: Bytes("/etc/psoas"), user: wearers)
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
    if let user { folders.append(user.inside(kind)) }
    folders.append(system.inside(kind))
    if let data { folders.append(data.inside(kind)) }
    return folders
  }

  /// Configuration files that exist, in the order in which they are taken.
  var configurationFiles: [Bytes] {
    var files: [Bytes] = []
    for folder in [system, user] {
      guard let folder else { continue }
      let main = folder.inside("psoas.conf")
      if FileSystem.exists(main) { files.append(main) }
      let dropIns = folder.inside("psoas.conf.d")
      for name in FileSystem.names(in: dropIns, endingWith: ".conf") { files.append(dropIns.inside(name)) }
    }
    return files
  }
}
