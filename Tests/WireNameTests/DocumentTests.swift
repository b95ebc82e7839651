import Foundation
import TestSupport
import Testing

@Suite("Documents name existing files") struct DocumentTests {
  @Test(arguments: ["docs/architecture.md", "docs/README.md", "docs/formats.md"])
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
}
