import PsoasMonitor
import PsoasSystem

/// A file with quirks or an exercise.
struct DataFile {
  /// Its directory, and its name there.
  var folder: Text
  var name: Text
  /// The content, or why it cannot be read.
  var content: Result<Text, FileError>

  var path: Text { folder.inside(name) }
}

extension SettingsPlaces {
  /// The files of `kind` ("quirks", "exercises"): the wearer's directory first, then the system's, then the shipped
  /// one, by name in each. As with drop-ins (systemd.unit(5)), a file overrides those of its name with lower priority,
  /// and an empty file, or a link to /dev/null, masks them.
  func dataFiles(of kind: Text, endingWith suffix: StaticString) -> [DataFile] {
    var files: [DataFile] = []
    var seen: [Text] = []
    for folder in folders(of: kind) {
      for name in (try? Folder.names(folder, endingWith: suffix)) ?? [] where !seen.contains(name) {
        seen.append(name)
        var file = DataFile(folder: folder, name: name, content: .success([]))
        do throws(FileError) {
          let content = try Files.read(file.path, limit: Settings.largestFile)
          guard !content.isEmpty else { continue }
          file.content = .success(content)
        } catch {
          file.content = .failure(error)
        }
        files.append(file)
      }
    }
    return files
  }
}

/// The quirks of one file.
struct QuirkSource: Equatable, Sendable {
  var path: Text
  var quirks: [Quirk]
}

extension Settings {
  /// Reads quirks and exercises.
  /// - Parameter before: the settings of a running program. For a file that is now invalid, its last valid version is
  ///   kept; nil at the start, where an invalid exercise or section of quirks is ignored.
  mutating func loadData(from places: SettingsPlaces, keeping before: Settings? = nil) {
    let modalias = places.modalias
    for file in places.dataFiles(of: "quirks", endingWith: ".quirks") { takeQuirks(file, modalias, before) }
    quirks = quirkSources.flatMap { $0.quirks }
    for file in places.dataFiles(of: "exercises", endingWith: ".ini") { takeExercise(file, before) }
  }

  private mutating func takeQuirks(_ file: DataFile, _ modalias: Text, _ before: Settings?) {
    let warningCount = warnings.count
    var source = QuirkSource(path: file.path, quirks: [])
    if let content = content(of: file) {
      let ini = IniFile(content, name: source.path)
      source.quirks = QuirkFile.quirks(
        in: ini, name: source.path, computer: modalias, warnings: &warnings)
    }
    if warnings.count > warningCount, let good = before?.quirkSources.first(where: { $0.path == source.path }) {
      source = good
    }
    quirkSources.append(source)
  }

  private mutating func takeExercise(_ file: DataFile, _ before: Settings?) {
    let identifier = Text(file.name.dropLast(4))
    if let content = content(of: file) {
      let ini = IniFile(content, name: file.path)
      if var exercise = ExerciseFile.exercise(identifier, in: ini, name: file.path, warnings: &warnings) {
        exercise.folder = file.folder
        return catalog.add(exercise)
      }
    }
    if let good = before?.catalog[identifier] { catalog.add(good) }
  }

  /// nil if it cannot be read, which is a warning.
  private mutating func content(of file: DataFile) -> Text? {
    switch file.content {
    case .success(let content): return content
    case .failure(let error):
      warnings.append(SettingsWarning(.cannotRead(file: file.path, error), file: file.path))
      return nil
    }
  }

  /// The identifiers of exercises that differ from those in `before`, including removed ones.
  public func changedExercises(since before: Settings) -> [Text] {
    var changed: [Text] = []
    for exercise in catalog.exercises where before.catalog[exercise.identifier] != exercise {
      changed.append(exercise.identifier)
    }
    for exercise in before.catalog.exercises where catalog[exercise.identifier] == nil {
      changed.append(exercise.identifier)
    }
    return changed
  }
}
