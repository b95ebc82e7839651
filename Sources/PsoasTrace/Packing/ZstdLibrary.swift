import CLinux
import CZstd
import PsoasSystem

/// libzstd, loaded at the first zstd data: psoasd needs it only for `--compress`, and most runs of psoasctl never.
struct ZstdLibrary {
  let createReader: psoas_zstd_create_reader
  let freeReader: psoas_zstd_free_reader
  let setReader: psoas_zstd_set_reader
  let read: psoas_zstd_read
  let createWriter: psoas_zstd_create_writer
  let freeWriter: psoas_zstd_free_writer
  let setWriter: psoas_zstd_set_writer
  let write: psoas_zstd_write
  let error: psoas_zstd_error

  /// nil if the library is not installed.
  static let shared = ZstdLibrary()

  /// What a message says where it is missing.
  static let missing: StaticString =
    "libzstd.so.1 cannot be loaded: install the package libzstd1 (Debian, Ubuntu), libzstd (Fedora) or zstd (Arch)"

  private init?() {
    guard let library = dlopen("libzstd.so.1", RTLD_NOW | RTLD_LOCAL) else { return nil }
    guard let createReader = dlsym(library, "ZSTD_createDCtx"), let freeReader = dlsym(library, "ZSTD_freeDCtx"),
      let setReader = dlsym(library, "ZSTD_DCtx_setParameter"), let read = dlsym(library, "ZSTD_decompressStream"),
      let createWriter = dlsym(library, "ZSTD_createCCtx"), let freeWriter = dlsym(library, "ZSTD_freeCCtx"),
      let setWriter = dlsym(library, "ZSTD_CCtx_setParameter"), let write = dlsym(library, "ZSTD_compressStream2"),
      let error = dlsym(library, "ZSTD_getErrorCode")
    else { return nil }
    self.createReader = unsafeBitCast(createReader, to: psoas_zstd_create_reader.self)
    self.freeReader = unsafeBitCast(freeReader, to: psoas_zstd_free_reader.self)
    self.setReader = unsafeBitCast(setReader, to: psoas_zstd_set_reader.self)
    self.read = unsafeBitCast(read, to: psoas_zstd_read.self)
    self.createWriter = unsafeBitCast(createWriter, to: psoas_zstd_create_writer.self)
    self.freeWriter = unsafeBitCast(freeWriter, to: psoas_zstd_free_writer.self)
    self.setWriter = unsafeBitCast(setWriter, to: psoas_zstd_set_writer.self)
    self.write = unsafeBitCast(write, to: psoas_zstd_write.self)
    self.error = unsafeBitCast(error, to: psoas_zstd_error.self)
  }
}
