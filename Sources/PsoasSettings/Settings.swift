import PsoasMonitor

/// Everything that files say: what the wearer set, what drivers leave unsaid, and the exercises.
///
/// A bad line never stops the daemon: it is kept as a warning, and the last good value or the default stays.
public struct Settings: Equatable, Sendable {
  public var configuration = Configuration()
  /// The first that covers a device counts: the wearer's come first, then the machine's, then the shipped ones.
  public var quirks: [Quirk] = []
  public var catalogue = Catalogue()
  public var warnings: [SettingsWarning] = []

  public init() {}

  /// - Parameter file: a configuration to use instead of the installed ones (quirks and exercises stay).
  /// - Throws: `SettingsError.cannotRead` where `file` cannot be read; nothing else stops the loading.
  public static func load(
    configuration file: Bytes? = nil, from places: SettingsPlaces = .ofThisProcess
  ) throws(SettingsError) -> Settings {
    var settings = Settings()
    if let file {
      do throws(Errno) {
        settings.take(configuration: try FileSystem.read(file), name: file)
      } catch {
        throw .cannotRead(file: file, errno: error.code)
      }
    } else {
      for name in places.configurationFiles {
        settings.read(name) { settings, content in settings.take(configuration: content, name: name) }
      }
    }
    settings.loadCatalogue(from: places)
    settings.checkExercise(places)
    return settings
  }

  /// Takes one configuration file's content; what it does not set stays.
  public mutating func take(configuration content: Bytes, name: Bytes) {
    configuration.take(IniFile(content, name: name), name: name, warnings: &warnings)
  }

  private mutating func loadCatalogue(from places: SettingsPlaces) {
    for folder in places.folders(of: "quirks") {
      for file in FileSystem.names(in: folder, endingWith: ".quirks") {
        let name = folder.inside(file)
        read(name) { settings, content in
          let ini = IniFile(content, name: name)
          settings.quirks.append(contentsOf: QuirkFile.quirks(in: ini, name: name, warnings: &settings.warnings))
        }
      }
    }
    for folder in places.folders(of: "exercises") {
      for file in FileSystem.names(in: folder, endingWith: ".ini") {
        let identifier = Bytes(file.dropLast(4))
        // The wearer's own version of an exercise stands in for the shipped one.
        if catalogue[identifier] != nil { continue }
        let name = folder.inside(file)
        read(name) { settings, content in
          let ini = IniFile(content, name: name)
          if let exercise = ExerciseFile.exercise(identifier, in: ini, name: name, warnings: &settings.warnings) {
            settings.catalogue.add(exercise)
          }
        }
      }
    }
  }

  private mutating func read(_ name: Bytes, _ use: (inout Settings, Bytes) -> Void) {
    do throws(Errno) {
      use(&self, try FileSystem.read(name))
    } catch {
      let failure = SettingsError.cannotRead(file: name, errno: error.code).message
      warnings.append(SettingsWarning(file: name, line: 0, message: Bytes(failure.dropFirst(name.count + 2))))
    }
  }
}

extension Settings {
  private mutating func checkExercise(_ places: SettingsPlaces) {
    guard catalogue[configuration.sittingExercise] == nil else { return }
    var message = Bytes("no exercise ")
    message.append(configuration.sittingExercise)
    if catalogue.exercises.isEmpty {
      message.append(": no catalogue here; say where it is with PSOAS_DATA_DIR, or install psoas whole")
    } else {
      message.append(" in the catalogue; Exercise= takes")
      for (index, known) in catalogue.exercises.enumerated() {
        message.append(index == 0 ? " " : ", ")
        message.append(known.identifier)
      }
    }
    warnings.append(SettingsWarning(file: Bytes("exercises"), line: 0, message: message))
  }
}
