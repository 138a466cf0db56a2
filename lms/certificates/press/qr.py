"""QR codes from a table: level M, the smallest version that holds the text, one fixed mask.

A code of one version, level and mask is affine over GF(2) in the bits of its data: Reed–Solomon is linear, placing the bits is a
permutation, and the mask is added to everything. So a code is a ground XORed with one bitmap for each half byte of the text. The
tables are made from segno's own encoder, in a fraction of a second for the versions in use, and kept; the codes are segno's, bit
for bit (tests/certificates/test_qr.py).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import segno
import segno.consts
import segno.encoder

MASK: Final = 2
"""Choosing it each time is four fifths of the work. Of ISO 18004's eight, this one scores best for half of all verify addresses
and all are legal."""
QUIET: Final = 4
"""Modules of white around a QR (ISO/IEC 18004)."""
LEVEL: Final = "m"
encoder: Final[Any] = segno.encoder
consts: Final[Any] = segno.consts
"""The inside of segno, which its type hints leave out; requirements.lock holds the version."""
ERROR: Final[int] = consts.ERROR_LEVEL_M


@dataclass(frozen=True, slots=True)
class Code:
    """A finished code: `bitmap` has its rows one after the other, each filled up to whole bytes, dark modules as ones."""

    side: int
    bitmap: bytes

    @property
    def stride(self) -> int:
        """Bytes a row."""
        return (self.side + 7) // 8

    def dark(self, x: int, y: int) -> bool:
        """Whether the module is dark, from the top left corner, quiet zone not counted."""
        return bool(self.bitmap[y * self.stride + x // 8] >> (7 - x % 8) & 1)


def code(text: str) -> Code:
    """Raises ValueError for a text longer than the largest version holds (2,331 bytes)."""
    letters = text.encode()
    return _tables(_version(len(letters))).code(letters)


@cache
def _version(length: int) -> int:
    """The smallest version that holds so many bytes at level M."""
    for version in range(1, 41):
        if 4 + _length_bits(version) + 8 * length <= consts.SYMBOL_CAPACITY[version][ERROR]:
            return version
    raise ValueError(f"a QR holds at most 2,331 bytes, not {length:,}")


def _length_bits(version: int) -> int:
    """Bits in which byte mode says how long the text is (ISO 18004, table 3)."""
    return 8 if version < 10 else 16


class _Tables:
    """One version: the bitmaps of all values of all half bytes of a text, and a ground for each length of text."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.side = encoder.calc_matrix_size(version)
        self.size = (self.side + 7) // 8 * self.side
        self.capacity: int = consts.SYMBOL_CAPACITY[version][ERROR]
        bits = self._bits()
        start = 4 + _length_bits(version)
        self.halves = [_sums(bits[at : at + 4]) for at in range(start, self.capacity - 3, 4)]
        self.grounds: dict[int, int] = {}

    def code(self, letters: bytes) -> Code:
        ground = self.grounds.get(len(letters))
        if ground is None:
            ground = self.grounds[len(letters)] = self._ground(len(letters))
        return Code(self.side, self._added(ground, letters).to_bytes(self.size, "big"))

    def _added(self, bitmap: int, letters: bytes) -> int:
        halves = iter(self.halves)
        for letter, upper, lower in zip(letters, halves, halves, strict=False):
            bitmap ^= upper[letter >> 4] ^ lower[letter & 15]
        return bitmap

    def _ground(self, length: int) -> int:
        """The code of so many NUL bytes: function patterns, mask, length, padding. Taken from segno's code of a text as long."""
        letters = b"A" * length
        made = segno.make_qr(
            letters, version=self.version, mode="byte", error=LEVEL, boost_error=False, mask=MASK, encoding="iso-8859-1"
        )
        bitmap = 0
        for row in made.matrix:
            bitmap = (bitmap << len(row)) | int(row.translate(_DIGITS), 2)
            bitmap <<= -len(row) % 8
        return self._added(bitmap, letters)

    def _bits(self) -> list[int]:
        """The bitmap of each data bit: the module it stands in and those of the check bits that it turns."""
        places = self._places()
        total = sum(info.num_total * info.num_blocks for info in consts.ECC[self.version][ERROR])
        blocks = [info for info in consts.ECC[self.version][ERROR] for _ in range(info.num_blocks)]
        data = self.capacity // 8
        checks = blocks[0].num_total - blocks[0].num_data
        longest = max(info.num_data for info in blocks)
        effects = _check_effects(self.version, longest)
        bitmaps: list[int] = []
        for number, info in enumerate(blocks):
            for place in range(info.num_data):
                # Codewords are interleaved: the first of each block, then the second …; short blocks drop out of the last round.
                shorter = sum(other.num_data <= place for other in blocks[:number])
                before = sum(min(place, other.num_data) for other in blocks)
                at = before + number - shorter
                for bit in range(8):
                    bitmap = places[at * 8 + bit]
                    for check, byte in enumerate(effects[longest - info.num_data + place][bit]):
                        first = (data + check * len(blocks) + number) * 8
                        for down in range(8):
                            if byte >> (7 - down) & 1:
                                bitmap |= places[first + down]
                    bitmaps.append(bitmap)
        if len(bitmaps) != self.capacity or total - data != checks * len(blocks):
            raise AssertionError(f"the blocks of version {self.version} do not add up")
        return bitmaps

    def _places(self) -> list[int]:
        """For each bit of the message, in segno's order of placing, a bitmap with its module alone."""
        matrix = encoder.make_matrix(self.side, self.side)
        encoder.add_finder_patterns(matrix, self.side, self.side)
        encoder.add_alignment_patterns(matrix, self.side, self.side)
        free = [(y, x) for y, row in enumerate(matrix) for x, module in enumerate(row) if module == 2]
        order = [0] * len(free)
        for digit in range(len(free).bit_length()):
            laid = [bytearray(row) for row in matrix]
            encoder.add_codewords(laid, bytes(place >> digit & 1 for place in range(len(free))), self.version)
            for index, (y, x) in enumerate(free):
                order[index] |= laid[y][x] << digit
        bitmaps = [0] * len(free)
        wide = (self.side + 7) // 8 * 8
        for index, (y, x) in enumerate(free):
            bitmaps[order[index]] = 1 << (wide * self.side - 1 - (y * wide + x))
        return bitmaps


_DIGITS: Final = bytes.maketrans(b"\x00\x01", b"01")
_tables = cache(_Tables)


def _sums(bits: list[int]) -> list[int]:
    """The 16 sums of four bitmaps, the first bitmap for the highest bit."""
    sums = [0]
    for bitmap in reversed(bits):
        sums += [bitmap ^ other for other in sums]
    return sums


def _check_effects(version: int, longest: int) -> list[list[bytes]]:
    """For each codeword and bit of the longest block, the check bytes it turns; a shorter block counts from its end."""
    info = max(consts.ECC[version][ERROR], key=lambda info: info.num_data)
    alone = [info._replace(num_blocks=1, num_total=info.num_total, num_data=info.num_data)]
    effects = []
    for place in range(longest):
        turned = []
        for bit in range(8):
            buffer = encoder.Buffer()
            for other in range(longest):
                buffer.append_bits(0x80 >> bit if other == place else 0, 8)
            _data, checks = encoder.make_blocks(alone, buffer)
            turned.append(bytes(checks[0]))
        effects.append(turned)
    return effects
