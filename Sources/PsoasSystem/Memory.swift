import CLinux

/// Memory of this process.
public enum Memory {
  /// Gives back what work that is seldom done has left: freed heap memory, and the pages of code of the program and its
  /// libraries. Pages that are used again are mapped from the page cache at their next access, sixteen at a time.
  public static func trim() {
    _ = malloc_trim(0)
    psoas_unmap_code()
  }
}
