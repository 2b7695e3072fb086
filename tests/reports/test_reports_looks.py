"""The brand's colour and logo: every colour becomes one that can be read, and only a sound PNG is taken."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from contract.errors import SettingsError
from reports.colours import DARK_GROUNDS, LIGHT_GROUNDS, READABLE, accents, contrast, page_style
from reports.edition import Logo
from reports.logo import LARGEST, read_logo
from reports.weekly_letter.looks import size_of

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_every_colour_becomes_one_that_can_be_read(colour: str) -> None:
    told = accents(colour)
    assert min(contrast(told.light, ground) for ground in (*LIGHT_GROUNDS, told.light_soft)) >= READABLE
    assert min(contrast(told.dark, ground) for ground in (*DARK_GROUNDS, told.dark_soft)) >= READABLE
    assert min(contrast(told.drawn, "#ffffff"), contrast(told.drawn, "#1c2426")) >= 3


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the best known grey that just fails
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#ffffff", "#0000ff") == pytest.approx(8.59, abs=0.005)


def test_a_colour_that_can_be_read_stays_and_others_keep_their_hue() -> None:
    assert accents("#0B5F6B").light == "#0b5f6b"
    assert accents("#7cc6d0").dark == "#7cc6d0"
    pale = accents("#ffe600")
    assert pale.dark == "#ffe600" and pale.light == "#786c00"  # dark yellow, no grey
    assert page_style("") == ""


def test_the_grounds_are_those_of_the_style_sheets() -> None:
    folder = Path(__file__).resolve().parents[2] / "reports" / "templates"
    page, mail = (folder / "report.css").read_text("utf-8"), (folder / "mail_screens.css").read_text("utf-8")
    light, dark = page.split("@media (prefers-color-scheme:dark)")[:2]
    for name, place in (("card", 0), ("paper", 1), ("quiet", 2)):
        assert f"--{name}:{LIGHT_GROUNDS[place]};".replace("#ffffff", "#fff") in light
        assert f"--{name}:{DARK_GROUNDS[place]};" in dark
    assert f".sheet {{ background: {DARK_GROUNDS[3]} !important" in mail


def png(size: tuple[int, int] = (40, 20), kind: str = "PNG", **more: object) -> bytes:
    told = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(told, kind, **more)
    return told.getvalue()


def claimed(width: int, height: int) -> bytes:
    """A PNG that says it is this large, with nothing in it."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def moving() -> bytes:
    frames = [Image.new("RGB", (40, 20), (shade, 0, 0)) for shade in (0, 200)]
    told = io.BytesIO()
    frames[0].save(told, "PNG", save_all=True, append_images=frames[1:])
    return told.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "is no PNG"),
        (png(kind="JPEG"), "is no PNG"),
        (b"", "is no PNG"),
        (png()[:60], "is a damaged PNG"),
        (png() + b"x" * LARGEST, "is larger than 200 KB"),
        (png((8, 8)), "is 8 by 8 pixels"),
        (png((2001, 20)), "is 2001 by 20 pixels"),
        (claimed(60_000, 60_000), "is "),
        (moving(), "moves"),
    ],
    ids=["svg", "jpeg", "empty", "cut", "large", "tiny", "wide", "bomb", "moving"],
)
def test_only_a_sound_png_becomes_a_logo(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=rf"\[report\] logo: .*logo\.png {why}.*; export it as a PNG"):
        read_logo(file)


def test_a_logo_is_taken_byte_for_byte_and_shown_small(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png((900, 90)))
    logo = read_logo(tmp_path / "logo.png")
    assert logo == Logo(png((900, 90)), "image/png") and logo.address.startswith("data:image/png;base64,iVBORw0KGgo")
    assert size_of(logo) == (240, 24) and size_of(Logo(png((64, 64)), "image/png")) == (32, 32)
    with pytest.raises(SettingsError, match=r"none\.png cannot be read \(No such file or directory\); name a PNG"):
        read_logo(tmp_path / "none.png")
