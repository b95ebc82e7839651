#pragma once
#include <zstd.h>
#include <zstd_errors.h>

/* The types of the functions that PsoasTrace looks up in the library when it first needs them: nothing links it. */
typedef __typeof__(&ZSTD_createDCtx) psoas_zstd_create_reader;
typedef __typeof__(&ZSTD_freeDCtx) psoas_zstd_free_reader;
typedef __typeof__(&ZSTD_DCtx_setParameter) psoas_zstd_set_reader;
typedef __typeof__(&ZSTD_decompressStream) psoas_zstd_read;
typedef __typeof__(&ZSTD_createCCtx) psoas_zstd_create_writer;
typedef __typeof__(&ZSTD_freeCCtx) psoas_zstd_free_writer;
typedef __typeof__(&ZSTD_CCtx_setParameter) psoas_zstd_set_writer;
typedef __typeof__(&ZSTD_compressStream2) psoas_zstd_write;
typedef __typeof__(&ZSTD_getErrorCode) psoas_zstd_error;
