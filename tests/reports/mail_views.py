"""Mails in a real browser: laid out in a frame of an exact width (a window has a least width), measured, and pictured.

`python tests/reports/mail_views.py FOLDER` writes the pictures of docs/alerts.md, from made-up alerts; with the home
of a finished demo behind it those of docs/weekly-mail.md as well.
"""

import base64
import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

from PIL import Image

from reports.mail import Mail

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip
LINK = "https://fengxiang.example/a/5f1c"
_FRAME = """<!DOCTYPE html><meta charset="utf-8"><style>body {{ margin: 0; background: #888 }}
div {{ display: flex; gap: 24px }}
iframe {{ border: 0; flex: none; height: {height}px }}</style><div>{frames}</div><pre id="told"></pre>
<script>
addEventListener("load", () => {{
  const told = [...document.querySelectorAll("iframe")].map(frame => {{
    const page = frame.contentDocument, all = [...page.querySelectorAll("body *")];
    const seen = frame.getBoundingClientRect().width;
    return {{
      width: page.documentElement.scrollWidth, height: page.documentElement.scrollHeight,
      wide: all.filter(one => one.getBoundingClientRect().right > seen + 0.5).map(one => one.outerHTML.slice(0, 200)),
      asked: frame.contentWindow.performance.getEntriesByType("resource").map(one => one.name.slice(0, 80)),
      pictures: [...page.images].map(one => one.naturalWidth),
    }};
  }});
  document.getElementById("told").textContent = JSON.stringify(told);
}});
</script>"""


def shown(mail: Mail, dark: bool = False) -> str:
    """The mail's HTML with its pictures in place, as a mail program shows it, on a `dark` screen if asked."""
    html = mail.html.replace("(prefers-color-scheme: dark)", "screen") if dark else mail.html
    for picture in mail.attachments:
        packed = base64.b64encode(picture.content).decode("ascii")
        html = html.replace(f'"cid:{picture.cid}"', f'"data:{picture.content_type};base64,{packed}"')
    return html


def measured(mails: list[Mail], widths: list[int], folder: Path) -> list[dict[str, Any]]:
    """Each mail in a frame of each width: its scroll width, what reaches beyond, and what it asked the network for."""
    dom = _browse(_framed(mails, widths, 600), folder, "--dump-dom")
    (told,) = re.findall(r'<pre id="told">(.*?)</pre>', dom, re.S)
    found: list[dict[str, Any]] = json.loads(unescape(told))
    return found


def pictured(mails: list[Mail], widths: list[int], height: int, path: Path, dark: bool = False) -> None:
    """A PNG of the mails beside each other, small enough for the docs."""
    whole = len(mails) * (sum(widths) + 24 * len(widths)) - 24
    page = _framed(mails, widths, height, dark)
    _browse(page, path.parent, f"--screenshot={path}", f"--window-size={whole},{height}")
    with Image.open(path) as picture:
        small = picture.convert("RGB").resize((whole * 3 // 4, height * 3 // 4), Image.Resampling.LANCZOS)
    small.quantize(48, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)


def _framed(mails: list[Mail], widths: list[int], height: int, dark: bool = False) -> str:
    pages = [escape(shown(mail, dark)) for mail in mails]
    frames = [f'<iframe style="width: {width}px" srcdoc="{page}"></iframe>' for page in pages for width in widths]
    return _FRAME.format(frames="".join(frames), height=height)


def _browse(page: str, folder: Path, *flags: str) -> str:
    path, profile = folder / "mails.html", folder / "browser"
    path.write_text(page, "utf-8")
    command = [str(CHROMIUM), *_FLAGS, f"--user-data-dir={profile}", *flags, path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    shutil.rmtree(profile, ignore_errors=True)
    path.unlink()
    return done.stdout


def main(folder: Path) -> None:
    """Pictures for the docs."""
    from tempfile import mkdtemp

    from alert_world import alert, world
    from small_warehouse import AS_OF

    from reports.alerts import Alert, render_alert

    row = alert()
    path = world(Path(mkdtemp()) / "mails.duckdb", [row])
    mails = [render_alert(path, Alert(row), language, AS_OF, acknowledge_url=LINK) for language in ("en", "zh")]
    pictured(mails[:1], [360, 800], 1560, folder / "alert-mail.png")
    pictured(mails[1:], [360, 800], 1560, folder / "alert-mail-zh.png", dark=True)
    shutil.rmtree(path.parent)


def weekly_mails(home: Path, folder: Path) -> None:
    """Pictures of the weekly mail, from a demo's home."""
    from small_warehouse import AS_OF, WEEK

    from reports import weekly
    from reports.edition import Edition

    warehouse = home / "warehouse" / "warehouse.duckdb"
    edition = Edition("Demo", address="https://reports.fengxiang.example")
    english, chinese = (weekly.render(warehouse, WEEK, language, AS_OF, edition).mail for language in ("en", "zh"))
    pictured([english], [360, 600], 1560, folder / "weekly-mail.png")
    pictured([chinese], [360, 800], 1460, folder / "weekly-mail-zh.png", dark=True)


if __name__ == "__main__":
    import sys

    main(Path(sys.argv[1]).resolve())
    for found in sys.argv[2:]:
        weekly_mails(Path(found), Path(sys.argv[1]).resolve())
