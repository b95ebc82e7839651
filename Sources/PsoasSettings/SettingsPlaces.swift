import PsoasMonitor
import PsoasSystem

/// The directories of settings, by priority.
public struct SettingsPlaces: Equatable, Sendable {
  /// The shipped quirks and exercises; nil if there is no such directory.
  public var data: Text?
  /// The system's settings.
  public var system: Text
  /// The wearer's own settings, which programs may write; nil for a service without a home directory.
  public var user: Text?
  /// Directories to use instead for the configuration, highest priority first.
  public var given: [Text] = []
  /// Where sysfs is mounted: it names the computer.
  public var sysfs = Text("/sys")

  public init(data: Text?, system: Text, user: Text?) {
    self.data = data
    self.system = system
    self.user = user
  }

  /// From the environment of this process: `$PSOAS_DATA_DIR`, otherwise the source tree of a development build,
  /// otherwise share/psoas under the prefix of the program, otherwise /usr/share/psoas; /etc/psoas;
  /// `$XDG_CONFIG_HOME/psoas`, otherwise `~/.config/psoas`.
  /// `$PSOAS_CONFIG_DIRS` names directories to use instead, highest priority first.
  public static var ofThisProcess: SettingsPlaces {
    var places = SettingsPlaces(data: shipped, system: Text("/etc/psoas"), user: wearers)
    if let named = Environment.value("PSOAS_CONFIG_DIRS") {
      places.given = named.split(separator: UInt8(ascii: ":")).map { Text($0) }
      places.user = places.given.first
    }
    return places
  }

  /// The computer's description by its firmware (SMBIOS), as the kernel's module aliases have it; empty if there is
  /// none.
  var modalias: Text {
    if let whole = identity("modalias") { return whole }
    guard let vendor = identity("sys_vendor"), let product = identity("product_name") else { return Text() }
    let (version, chassis) = (identity("product_version") ?? Text(), identity("chassis_type") ?? Text())
    let parts: Text = "dmi:bvn:svn\(vendor):pn\(product):pvr\(version):ct\(chassis):"
    // The kernel leaves out blanks.
    return Text(parts.filter { $0 != UInt8(ascii: " ") })
  }

  private func identity(_ name: Text) -> Text? {
    (try? Files.read(sysfs.inside("class/dmi/id").inside(name), limit: Settings.largestFile))?.trimmed
  }

  /// The configuration directories, lowest priority first.
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
      let installed = folder.inside("share/psoas")
      if Files.exists(installed) { return installed }
    }
    let installed = Text("/usr/share/psoas")
    return Files.exists(installed) ? installed : nil
  }

  private static var wearers: Text? {
    if let base = Environment.folder("XDG_CONFIG_HOME") { return base.inside("psoas") }
    return Environment.value("HOME")?.inside(".config").inside("psoas")
  }

  /// Directories with files of `kind` ("quirks", "exercises"), highest priority first.
  func folders(of kind: Text) -> [Text] {
    var folders: [Text] = []
    for folder in self.folders.reversed() { folders.append(folder.inside(kind)) }
    // The given configuration directories contain no catalog.
    if !given.isEmpty, let data { folders.append(data.inside(kind)) }
    return folders
  }
}
