"""Extracts the uncompressed kernel from a bzImage: unpack_kernel.py BZIMAGE OUTPUT

QEMU starts an uncompressed kernel directly (PVH), which in emulation saves the seconds in which a bzImage
decompresses itself. The fields are those of Documentation/x86/boot.rst, boot protocol 2.08.
"""
import gzip
import lzma
import struct
import sys

SECTOR = 512


def unpack(image):
    sectors = image[0x1F1]
    offset, length = struct.unpack_from('<II', image, 0x248)
    start = (sectors + 1) * SECTOR + offset
    payload = image[start:start + length]
    # The last four bytes are the uncompressed size. LZMADecompressor ignores them, gzip does not.
    if payload.startswith(b'\xfd7zXZ\0'):
        return lzma.LZMADecompressor().decompress(payload)
    if payload.startswith(b'\x1f\x8b'):
        return gzip.decompress(payload[:-4])
    return image  # a compression that Python does not support: QEMU also boots a bzImage, but more slowly


if __name__ == '__main__':
    with open(sys.argv[1], 'rb') as packed, open(sys.argv[2], 'wb') as kernel:
        kernel.write(unpack(packed.read()))
