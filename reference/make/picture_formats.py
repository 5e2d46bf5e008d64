"""One small file of each kind of picture, and what Pillow makes of it: transparency on white, EXIF applied."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from .preprocess import flatten

SIZE = (48, 36)
ORIENTATION = 0x112


def write_picture_formats(folder: Path) -> None:
    """`NAME.EXT` and `NAME.EXT.png`, which is missing where Pillow refuses the file."""
    register_heif_opener()
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        file = make()
        (folder / name).write_bytes(file)
        try:
            picture = Image.open(io.BytesIO(file))
            picture.load()
        except (OSError, SyntaxError, ValueError):
            continue
        flatten(ImageOps.exif_transpose(picture)).save(folder / f"{name}.png", optimize=True)


def drawing() -> Image.Image:
    """Smooth ground, a disc, a bar and noise in a corner: [36, 48, RGB]."""
    x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    pixels = np.stack([x * 5, y * 7, 255 - x * 2 - y * 3], axis=2).astype(np.uint8)
    pixels[(x - 14) ** 2 + (y - 12) ** 2 < 60] = (220, 40, 50)
    pixels[24:30, 20:44] = (30, 160, 60)
    pixels[:8, 40:] = np.random.default_rng(2024).integers(0, 256, (8, 8, 3))
    return Image.fromarray(pixels)


def with_alpha() -> Image.Image:
    picture = drawing().convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(SIZE))
    return picture


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def saved(kind: str, mode: str = "RGB", **options) -> Callable[[], bytes]:
    def make() -> bytes:
        picture = with_alpha() if mode in ("RGBA", "LA") else drawing()
        return encoded(picture.convert(mode), kind, **options)

    return make


def turned(kind: str, orientation: int = 6, **options) -> Callable[[], bytes]:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return saved(kind, exif=exif, **options)


def animated(kind: str, **options) -> Callable[[], bytes]:
    later = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    return saved(kind, save_all=True, append_images=later, duration=100, **options)


def animated_avif(**options) -> Callable[[], bytes]:
    """The encoder stores when it ran, twice in each of these boxes; zero stands for unknown."""
    make = animated("AVIF", **options)

    def undated() -> bytes:
        file = bytearray(make())
        for box in (b"mvhd", b"tkhd", b"mdhd"):
            # The type, one byte of version, three of flags.
            times = file.index(box) + len(box) + 4
            if file[times - 4] != 1:
                raise ValueError(f"The encoder wrote another version of {box!r}.")
            file[times : times + 16] = bytes(16)
        return bytes(file)

    return undated


def palette_gif(**options) -> Callable[[], bytes]:
    return lambda: encoded(drawing().quantize(32), "GIF", **options)


def inset_gif(transparency: int | None) -> Callable[[], bytes]:
    """The first frame is smaller than the picture."""

    def make() -> bytes:
        options = {} if transparency is None else {"transparency": transparency}
        file = bytearray(encoded(drawing().quantize(32), "GIF", **options))
        file[6:10] = struct.pack("<HH", SIZE[0] + 20, SIZE[1] + 10)
        image = file.index(b"\x2c" + struct.pack("<HHHH", 0, 0, *SIZE))
        file[image + 1 : image + 5] = struct.pack("<HH", 12, 4)
        return bytes(file)

    return make


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_16_bits() -> bytes:
    pixels = np.asarray(drawing()).astype(np.uint16) * 256 + 100
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", *SIZE, 16, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def png_exif_at_end() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    chunk = png_chunk(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    file = saved("PNG")()
    return file[:-12] + chunk + file[-12:]


def bmp(bits: int, compression: int, pixels: bytes, extra: bytes = b"") -> bytes:
    start = 54 + len(extra)
    header = struct.pack("<IiiHHIIiiII", 40, *SIZE, 1, bits, compression, len(pixels), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + header + extra + pixels


def bmp_16_bits(masks: tuple[int, int, int] | None) -> Callable[[], bytes]:
    def make() -> bytes:
        red, green, blue = np.moveaxis(np.asarray(drawing()).astype(np.uint16)[::-1], 2, 0)
        if masks is None:
            return bmp(16, 0, (((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3)).astype("<u2").tobytes())
        values = ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3)
        return bmp(16, 3, values.astype("<u2").tobytes(), struct.pack("<III", *masks))

    return make


def bmp_rle8() -> bytes:
    """Each row as runs of at most two, and the last one as plain indices."""
    palette_picture = drawing().quantize(64)
    palette = np.zeros((256, 4), np.uint8)
    stored = np.array(palette_picture.getpalette(), np.uint8).reshape(-1, 3)
    palette[: len(stored), :3] = stored[:, ::-1]
    rows = np.asarray(palette_picture)[::-1]
    runs = b"".join(bytes(part) for row in rows[:-1] for part in [*([1, i] for i in row), [0, 0]])
    return bmp(8, 1, runs + bytes([0, len(rows[-1]), *rows[-1], 0, 1]), palette.tobytes())


def cut(make: Callable[[], bytes], last: int) -> Callable[[], bytes]:
    return lambda: make()[:-last]


def grey_16_bits(kind: str) -> Callable[[], bytes]:
    values = np.asarray(drawing().convert("L")).astype(np.uint16) * 256 + 100
    return lambda: encoded(Image.fromarray(values), kind)


def float_tiff(scale: float) -> Callable[[], bytes]:
    values = np.asarray(drawing().convert("L")).astype(np.float32) * scale
    return lambda: encoded(Image.fromarray(values), "TIFF")


FILES: dict[str, Callable[[], bytes]] = {
    "jpeg.jpg": saved("JPEG", quality=90),
    "jpeg-progressive.jpg": saved("JPEG", progressive=True),
    "jpeg-grey.jpg": saved("JPEG", "L"),
    "jpeg-cmyk.jpg": saved("JPEG", "CMYK", quality=90),
    "jpeg-turned.jpg": turned("JPEG", quality=90, subsampling=0),
    "jpeg-without-end.jpg": cut(saved("JPEG"), 2),
    "png.png": saved("PNG"),
    "png-alpha.png": saved("PNG", "RGBA"),
    "png-grey.png": saved("PNG", "L"),
    "png-grey-alpha.png": saved("PNG", "LA"),
    "png-1-bit.png": saved("PNG", "1"),
    "png-palette.png": saved("PNG", "P"),
    "png-16-bits.png": png_16_bits,
    "png-16-bits-grey.png": grey_16_bits("PNG"),
    "png-turned.png": turned("PNG"),
    "png-turned-exif-at-end.png": png_exif_at_end,
    "png-without-end.png": cut(saved("PNG"), 12),
    "webp.webp": saved("WEBP", quality=90),
    "webp-lossless.webp": saved("WEBP", lossless=True),
    "webp-alpha.webp": saved("WEBP", "RGBA", lossless=True, exact=True),
    "webp-turned.webp": turned("WEBP", lossless=True),
    "webp-mirrored.webp": turned("WEBP", 5, lossless=True),
    "webp-animated.webp": animated("WEBP", lossless=True),
    "gif.gif": palette_gif(),
    "gif-interlaced.gif": palette_gif(interlace=1),
    "gif-transparent.gif": palette_gif(transparency=3),
    "gif-inset.gif": inset_gif(None),
    "gif-inset-transparent.gif": inset_gif(3),
    "gif-animated.gif": animated("GIF"),
    "gif-without-end.gif": cut(palette_gif(), 2),
    "bmp.bmp": saved("BMP"),
    "bmp-1-bit.bmp": saved("BMP", "1"),
    "bmp-palette.bmp": saved("BMP", "P"),
    "bmp-alpha.bmp": saved("BMP", "RGBA"),
    "bmp-555.bmp": bmp_16_bits(None),
    "bmp-565.bmp": bmp_16_bits((0xF800, 0x7E0, 0x1F)),
    "bmp-rle8.bmp": bmp_rle8,
    "avif.avif": saved("AVIF", quality=90),
    "avif-444.avif": saved("AVIF", quality=100, subsampling="4:4:4"),
    "avif-alpha.avif": saved("AVIF", "RGBA", quality=100, subsampling="4:4:4"),
    "avif-turned.avif": turned("AVIF", quality=100, subsampling="4:4:4"),
    "avif-animated.avif": animated_avif(quality=100, subsampling="4:4:4"),
    "heic.heic": saved("HEIF", quality=90),
    "heic-alpha.heic": saved("HEIF", "RGBA", quality=100, chroma=444),
    "tiff.tif": saved("TIFF"),
    "tiff-lzw.tif": saved("TIFF", compression="tiff_lzw"),
    "tiff-deflate.tif": saved("TIFF", compression="tiff_adobe_deflate"),
    "tiff-packbits.tif": saved("TIFF", compression="packbits"),
    "tiff-jpeg.tif": saved("TIFF", compression="jpeg", quality=90),
    "tiff-group-4.tif": saved("TIFF", "1", compression="group4"),
    "tiff-grey.tif": saved("TIFF", "L"),
    "tiff-palette.tif": saved("TIFF", "P"),
    "tiff-alpha.tif": saved("TIFF", "RGBA"),
    "tiff-cmyk.tif": saved("TIFF", "CMYK"),
    "tiff-16-bits-grey.tif": grey_16_bits("TIFF"),
    "tiff-float.tif": float_tiff(1),
    "tiff-float-0-to-1.tif": float_tiff(1 / 255),
    "tiff-turned.tif": turned("TIFF"),
}
