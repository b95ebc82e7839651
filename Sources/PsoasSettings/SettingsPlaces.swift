import PsoasMonitor
import PsoasSystem

/// Where settings live. Higher places win over lower ones.
public struct SettingsPlaces: Equatable, Sendable {
  /// Quirks and exercises as they were shipped; nil where there is no such folder.
  public var data: Text?
  /// The machine's own settings.
  public var system: Text
  /// The wearer's own, which programs may write to; nil for a service that has no home.
  public var user: Text?
  /// Folders to use instead of all these for what is set, the highest first.
  public var given: [Text] = []

  public init(data: Text?, system: Text, user: Text?) {
    self.data = data
    self.system = system
    self.user = user
  }

  /// By the environment of this process: `$PSOAS_DATA_DIR`, else the source tree that the program was built in,
  /// else /usr/share/psoas; /etc/psoas; `$XDG_CONFIG_HOME/psoas`, else `~/.config/psoas`. `$PSOAS_CONFIG_DIRS` names
  /// folders to use instead, the highest first.
  public static var ofThisProcess: SettingsPlaces {
    var places = SettingsPlaces(data: shipped, system: Text("/etc/psoas"), user: wearers)
    if let named = Environment.value("PSOAS_CONFIG_DIRS") {
      places.given = named.split(separator: UInt8(ascii: ":")).map { Text($0) }
      places.user = places.given.first
    }
    return places
  }

  /// The folders of the configuration, the lowest first.
  public var folders: [Text] {
    if !given.isEmpty { return given.reversed() }
    var folders: [Text] = []
    if let data { folders.append(data) }
    folders.append(system)
    if let user { folders.append(user) }
    return folders
  }

  private static var shipped: Text? {
    if let named = Environment.value("PSOAS_DATA_DIR") { return named }
    var folder = Files.executable ?? Text()
    while let slash = folder.lastIndex(of: UInt8(ascii: "/")), slash > 0 {
      folder = Text(folder[..<slash])
      let data = folder.inside("data")
      if Files.exists(folder.inside("Package.swift")), Files.exists(data) { return data }
    }
    let installed = Text("/usr/share/psoas")
    return Files.exists(installed) ? installed : nil
  }

  private static var wearers: Text? {
    if let base = Environment.folder("XDG_CONFIG_HOME") { return base.inside("psoas") }
    return Environment.value("HOME")?.inside(".config").inside("psoas")
  }

  /// Folders that hold `kind` ("quirks", "exercises"), the one that counts most first.
  func folders(of kind: Text) -> [Text] {
    var folders: [Text] = []
    for folder in self.folders.reversed() { folders.append(folder.inside(kind)) }
    // Those that are named for what is set hold no catalog by themselves.
    if !given.isEmpty, let data { folders.append(data.inside(kind)) }
    return folders
  }
}
