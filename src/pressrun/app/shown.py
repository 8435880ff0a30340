"""What was made to be looked at, kept where a browser and a mail program can open it."""

from pressrun.app.wiring import Wiring
from pressrun.press.preview import Preview, kept_html


def keep_shown(wiring: Wiring, name: str, shown: Preview) -> dict[str, str]:
    """Write the faces of a preview below ``.pressrun/show/``; return their paths by face."""
    html, pictures = kept_html(wiring.desk, shown)
    below = f".pressrun/show/{name}"
    faces = {
        f"{below}.html": html.encode(),
        f"{below}.txt": shown.rendered.text.encode(),
        f"{below}.eml": shown.message,
    }
    beside = {f".pressrun/show/{path}": octets for path, octets in pictures.items()}
    wiring.outlet.write([beside, faces])
    paths = (str(wiring.folder / path) for path in faces)
    return dict(zip(("html", "text", "eml"), paths, strict=True))
