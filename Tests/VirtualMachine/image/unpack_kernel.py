"""Takes the kernel proper out of a bzImage: unpack_kernel.py BZIMAGE OUTPUT

QEMU enters an uncompressed kernel directly (PVH); under emulation that saves the seconds in which a
bzImage unpacks itself. The fields are those of Documentation/x86/boot.rst, boot protocol 2.08.
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
    # The last four bytes are the size after unpacking, and xz takes no stranger at its end.
    if payload.startswith(b'\xfd7zXZ\0'):
        return lzma.LZMADecompressor().decompress(payload)
    if payload.startswith(b'\x1f\x8b'):
        return gzip.decompress(payload[:-4])
    return image  # packed in a way the standard library does not read: QEMU boots a bzImage too, only slower


if __name__ == '__main__':
    with open(sys.argv[1], 'rb') as packed, open(sys.argv[2], 'wb') as kernel:
        kernel.write(unpack(packed.read()))
