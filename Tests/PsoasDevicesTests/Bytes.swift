import Foundation
import PsoasMonitor
import PsoasSystem

func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

func bytes(_ text: String) -> Bytes { Text(text.utf8) }

let sourceTree = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
