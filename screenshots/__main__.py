"""Make every picture and the film of the README anew: `python screenshots`, into this folder or the one named."""

import os
import sys
from pathlib import Path

import film
import pictures


def main(folder: Path) -> None:
    """Write them all into a folder."""
    os.environ.pop("NO_COLOR", None)  # the wish of who makes them, not of who looks at them
    folder.mkdir(exist_ok=True)
    for picture in pictures.PICTURES:
        (folder / f"{picture.name}.svg").write_text(pictures.draw(picture), "utf-8")
    cast = film.record()
    (folder / "claim.cast").write_text(cast, "utf-8")
    (folder / "claim.svg").write_text(film.draw(cast), "utf-8")
    if png := pictures.certificate():
        (folder / "certificate.png").write_bytes(png)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
