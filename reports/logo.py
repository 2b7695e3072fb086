"""The brand's mark: a PNG, checked before it stands in every page and mail.

An SVG is not taken: it may hold scripts and addresses that load something, what cleans it is a program of its own, and
mail programs do not show it.
"""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from contract.errors import SettingsError
from reports.edition import Logo

LARGEST = 200_000  # bytes
LEAST_SIDE, MOST_SIDE = 16, 2000  # pixels
PNG = "image/png"
_WAY_OUT = "export it as a PNG of 16 to 2000 pixels a side and at most 200 KB"


def read_logo(path: Path) -> Logo:
    """The picture in `path`, byte for byte. SettingsError says what is wrong with it and what to do."""
    content = _content(path)
    fault = _fault(content)
    if fault:
        raise SettingsError(f"[report] logo: {path} {fault}; {_WAY_OUT}")
    return Logo(content, PNG)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as fault:
        raise SettingsError(f"[report] logo: {path} cannot be read ({fault.strerror}); name a PNG file") from None


def _fault(content: bytes) -> str:
    if len(content) > LARGEST:
        return "is larger than 200 KB"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of a picture that unpacks to gigabytes Pillow only warns
            with Image.open(BytesIO(content), formats=("PNG",)) as picture:
                if not LEAST_SIDE <= min(picture.size) <= max(picture.size) <= MOST_SIDE:
                    return f"is {picture.width} by {picture.height} pixels"
                if getattr(picture, "is_animated", False):
                    return "moves"
                picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return "is no PNG"
    except (OSError, SyntaxError, ValueError, Warning):  # what Pillow says of a file that is cut or damaged
        return "is a damaged PNG"
    return ""
