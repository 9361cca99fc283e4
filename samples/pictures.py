"""The receipt and the invoice on a table: paper, light and lens."""

from browser import MAGICK, pdf, run, screenshot


def receipt(target, tmp):
    """A thermal print on off-white paper, scanned a little askew."""
    shot, paper = tmp / "receipt.png", tmp / "paper.png"
    screenshot("receipt", shot, tmp, 420, 852, 2)
    # The head prints unevenly: the black is broken by coarse noise and paler towards one side.
    run(
        MAGICK, shot, "-colorspace", "Gray", "-blur", "0x0.6",
        "(", "+clone", "-fill", "gray50", "-colorize", "100", "-seed", "3", "-attenuate", "1.4",
        "+noise", "Gaussian", "-blur", "0x1.1", "-normalize", "-level", "0,100%", "+level", "0,30%", ")",
        "-compose", "Screen", "-composite",
        "(", "-size", "1704x840", "gradient:gray0-gray12", "-rotate", "90", ")",
        "-compose", "Screen", "-composite",
        "+level", "5%,100%", paper,
    )
    run(
        MAGICK, paper,
        # Paper that is not quite flat.
        "(", "-size", "840x1704", "xc:gray50", "-seed", "8", "-attenuate", "3", "+noise", "Gaussian",
        "-colorspace", "Gray", "-blur", "0x60", "-normalize", "+level", "95,100%", ")",
        "-compose", "Multiply", "-composite",
        "-background", "none", "-rotate", "1",
        "(", "+clone", "-background", "gray20", "-shadow", "60x9+5+7", ")",
        "+swap", "-compose", "Over", "-background", "gray86", "-layers", "merge", "+repage",
        "-bordercolor", "gray86", "-border", "14",
        "-resize", "820x",
        "-seed", "21", "-attenuate", "0.2", "+noise", "Gaussian",
        "-colorspace", "Gray", "-dither", "None", "-posterize", "36", "+level-colors", "#100f18,#fdf9ef", "-strip",
        "-define", "png:compression-level=9", "-define", "png:exclude-chunks=date,time", f"PNG8:{target}",
    )


def photo(target, tmp):
    """An invoice on a dark table, taken by a telephone held on its side."""
    table, sheet, page, lit = (tmp / f"{n}.png" for n in ("table", "sheet", "page", "lit"))
    screenshot("table", table, tmp, 1200, 1600, 1)
    pdf("photo", tmp / "photo.pdf", tmp)
    run("pdftoppm", "-r", "220", "-png", "-singlefile", tmp / "photo.pdf", tmp / "sheet")
    # Folded once across the middle and bent a little, then seen from below.
    run(
        MAGICK, sheet, "-resize", "1282x1818!",
        "(", "-size", "1282x909", "gradient:gray100-gray91", "gradient:gray98-gray100", "-append",
        "-resize", "1282x1818!", "-blur", "0x2", ")", "-compose", "Multiply", "-composite",
        "+level-colors", "#1c1a19,#f4f0e6",
        "-alpha", "set", "-background", "none", "-wave", "7x2900",
        "-virtual-pixel", "transparent", "-set", "option:distort:viewport", "1200x1600+0+0",
        "-distort", "Perspective", "0,0 196,172  1282,0 1004,128  1282,1818 1104,1462  0,1818 112,1496",
        "+repage", page,
    )
    run(
        MAGICK, table, "-blur", "0x1",
        "(", page, "-background", "black", "-shadow", "85x16+0+0", "-repage", "+0+0", ")",
        "-geometry", "-10+2", "-compose", "Over", "-composite",
        page, "-geometry", "+0+0", "-compose", "Over", "-composite", lit,
    )
    run(
        MAGICK, lit,
        # Light from a window at the upper left, and the shadow of the one who holds the camera.
        "(", "-size", "1200x1600", "radial-gradient:white-gray46", "-virtual-pixel", "Edge",
        "-distort", "SRT", "600,800 1.7 0 450,560", ")", "-compose", "Multiply", "-composite",
        "(", "-size", "1200x1600", "xc:white", "-fill", "gray72", "-draw", "polygon 760,1600 1200,860 1200,1600",
        "-blur", "0x95", ")", "-compose", "Multiply", "-composite",
        "-color-matrix", "1.07 0 0  0 1.02 0  0 0 0.96", "-brightness-contrast", "6x6",
        "-blur", "0x0.75", "-seed", "5", "-attenuate", "0.09", "+noise", "Gaussian",
        # The sensor lies on its side; EXIF says to turn the picture by 90 degrees clockwise.
        "-rotate", "-90", "-strip", "-sampling-factor", "4:2:0", "-quality", "80", f"JPEG:{target}",
    )
    orient(target, 6)


def orient(target, value):
    """Puts an EXIF block with only the orientation after the start of a JPEG."""
    tiff = b"MM\0*\0\0\0\x08\0\x01" + b"\x01\x12\0\x03\0\0\0\x01" + bytes([0, value]) + b"\0\0" + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    raw = target.read_bytes()
    target.write_bytes(raw[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + raw[2:])
