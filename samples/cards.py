"""Cards and forms as people send them: scanned on a flat bed, or held before a telephone."""

from browser import MAGICK, run, screenshot


def passport(target, tmp):
    """The data page on a desk, seen a little from one side."""
    page = tmp / "passport.png"
    screenshot("passport", page, tmp, 1250, 880, 1)
    on_a_desk(page, target, 1250, 880, "#3b4a52", "30,40 4,18 1220,20 1240,34 1236,860 1210,870 24,846 8,862")


def driving_licence(target, tmp):
    card = tmp / "licence.png"
    screenshot("driving-licence", card, tmp, 1240, 782, 1)
    on_a_desk(rounded(card, 1240, 782, 44), target, 1240, 782, "#74675a", "24,22 30,36 1212,10 1200,20 1218,762 1206,758 16,772 38,764")


def id_card(target, tmp):
    """Both sides of the card on one sheet from an office copier."""
    sheet = tmp / "id-card.png"
    screenshot("id-card", sheet, tmp, 1100, 1420, 1)
    run(
        MAGICK, sheet, "-background", "white", "-virtual-pixel", "white", "-rotate", "-0.6", "+repage",
        "-blur", "0x0.7", "-modulate", "100,82", "+level", "3%,97%",
        "-seed", "12", "-attenuate", "0.12", "+noise", "Gaussian",
        "-strip", "-sampling-factor", "4:2:0", "-quality", "82", f"JPEG:{target}",
    )


def business_card(target, tmp):
    """Scanned straight, with the edge of the card on the lid."""
    card = tmp / "business-card.png"
    screenshot("business-card", card, tmp, 1050, 600, 1)
    run(
        MAGICK, card, "-blur", "0x0.4", "-bordercolor", "#e9e9e6", "-border", "36", "-rotate", "0.4",
        "-background", "#e9e9e6", "-flatten", "-gravity", "center", "-crop", "1110x660+0+0", "+repage",
        "-dither", "None", "-colors", "96", "-strip",
        "-define", "png:compression-level=9", "-define", "png:exclude-chunks=date,time", f"PNG8:{target}",
    )


def medical_certificate(target, tmp):
    """A form from a grey scanner: specks, a shade at the fold, a slight turn."""
    form = tmp / "medical.png"
    screenshot("medical-certificate", form, tmp, 1000, 1330, 1)
    run(
        MAGICK, form, "-colorspace", "Gray", "-blur", "0x0.8",
        "(", "-size", "1000x1330", "xc:white", "-fill", "gray80", "-draw", "rectangle 0,664 1000,668", "-blur", "0x5", ")",
        "-compose", "Multiply", "-composite",
        "-background", "white", "-virtual-pixel", "white", "-distort", "SRT", "0.7",
        "-seed", "4", "-attenuate", "0.35", "+noise", "Gaussian", "-blur", "0x0.4",
        "-dither", "None", "-posterize", "12", "-strip",
        "-define", "png:compression-level=9", "-define", "png:exclude-chunks=date,time", f"PNG8:{target}",
    )


def rounded(card, width, height, radius):
    """The same card with its corners cut."""
    cut = card.with_name(f"cut-{card.name}")
    run(
        MAGICK, card, "(", "-size", f"{width}x{height}", "xc:none", "-fill", "white",
        "-draw", f"roundrectangle 0,0 {width},{height} {radius},{radius}", ")",
        "-alpha", "set", "-compose", "DstIn", "-composite", cut,
    )
    return cut


def on_a_desk(card, target, width, height, desk, corners):
    """Lays the card on a surface of one colour, lit from the left; `corners` are pairs of from and to."""
    run(
        MAGICK, card, "-alpha", "set", "-bordercolor", "none", "-border", "40",
        "-virtual-pixel", "transparent", "-distort", "Perspective", corners, "+repage",
        "(", "+clone", "-background", "black", "-shadow", "70x12+8+12", ")", "+swap",
        "-background", desk, "-layers", "merge", "+repage",
        "-gravity", "center", "-background", desk, "-extent", f"{width + 120}x{height + 120}",
        "(", "-size", f"{height + 120}x{width + 120}", "gradient:white-gray74", "-rotate", "-90", ")",
        "-compose", "Multiply", "-composite",
        "-blur", "0x0.8", "-seed", "7", "-attenuate", "0.1", "+noise", "Gaussian",
        "-strip", "-sampling-factor", "4:2:0", "-quality", "80", f"JPEG:{target}",
    )
