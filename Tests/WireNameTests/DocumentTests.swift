import Foundation
import PsoasMonitor
import TestSupport
import Testing

@Suite("Documents name existing files") struct DocumentTests {
  @Test(arguments: ["docs/architecture.md", "docs/README.md", "docs/formats.md", "docs/research.md"])
  func `every path that a document names exists`(document: String) throws {
    let text = try Repository.read(document)
    let folder = (document as NSString).deletingLastPathComponent
    var paths: [String] = []
    for match in text.matches(of: /\]\(([^)#]+)(#[^)]*)?\)/) where !match.1.contains("://") {
      paths.append("\(folder)/\(match.1)")
    }
    // A word in backticks is a path if it begins with a folder of the repository.
    let inRepository = /((Sources|Tests|docs|data|man|systemd|udev|Benchmarks|\.ci)\/[^ *]+|Makefile|Package\.swift)/
    for match in text.matches(of: /`([^`\n]+)`/) where String(match.1).wholeMatch(of: inRepository) != nil {
      paths.append(String(match.1))
    }
    #expect(!paths.isEmpty)
    for path in paths {
      #expect(FileManager.default.fileExists(atPath: Repository.path(path)), "\(document) names \(path)")
    }
  }

  @Test(arguments: [("CITATION.cff", "\nversion: VERSION\n"), ("docs/research.md", "version = {VERSION}")])
  func `who cites names the version of this source`(document: String, words: String) throws {
    #expect(try Repository.read(document).contains(words.replacing("VERSION", with: "\(Version.text)")))
  }

  /// A name in the last column of these tables is that of a test, with or without its suite.
  @Test(arguments: ["docs/reliability.md", "docs/security.md"])
  func `every test that a document names exists`(document: String) throws {
    var sources = ""
    let files = FileManager.default.enumerator(atPath: Repository.path("Tests"))
    while let file = files?.nextObject() as? String {
      if file.hasSuffix(".swift") || file.hasSuffix(".sh") || file.hasSuffix(".py") {
        sources += try Repository.read("Tests/" + file)
      }
    }
    var count = 0
    for line in try Repository.read(document).split(separator: "\n") where line.hasPrefix("| ") {
      let cell = line.dropLast().components(separatedBy: " | ").last ?? ""
      for match in cell.matches(of: /`(?:[A-Za-z]+Tests\.)?([^`]+)`/) {
        count += 1
        #expect(sources.contains(match.1), "\(document) names the test \(match.1)")
      }
    }
    #expect(count > 20)
  }
}
