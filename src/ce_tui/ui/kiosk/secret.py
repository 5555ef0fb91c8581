"""A field for what nobody else may see or take along."""

from textual.widgets import Input


class SecretInput(Input):
    """Shows dots; nothing is copied, cut or pasted."""

    def __init__(self, id: str, *, most: int = 64) -> None:
        super().__init__(password=True, id=id, max_length=most, compact=True)

    def action_copy(self) -> None:
        """Never."""

    def action_cut(self) -> None:
        """Never."""

    def action_paste(self) -> None:
        """Never: what was copied is somebody else's."""
