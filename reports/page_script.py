"""The script that a page carries: Vega-Lite from the library vl-convert, and our own lines that use it.

It stands in the page once, whole, and the page's policy names its digest: no other script can run there.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup

_ENTRY = "window.vegaEmbed = vegaEmbed;"


@cache
def script() -> Markup:
    """Everything that a page's one script element holds."""
    import vl_convert  # loads a JavaScript engine; only pages need it

    own = files("reports").joinpath("templates", "report.js").read_text(encoding="utf-8")
    text = f"{vl_convert.javascript_bundle(_ENTRY)}\n{own}".replace("\r\n", "\n").replace("</script", "<\\/script")
    return Markup(text)  # noqa: S704 - code of a library and of this package, no post text in it


@cache
def digest() -> str:
    """How a Content-Security-Policy names the script."""
    return "sha256-" + b64encode(sha256(script().encode("utf-8")).digest()).decode("ascii")
