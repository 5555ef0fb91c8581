"""What each record is worth, which real time it used, who somebody is, and what seals a claim."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
