"""The local store: a desk, `Store`, with a drawer for each kind of use; one transaction each use.

Returns objects of the credit model, never rows. Importing this room loads neither SQLModel nor SQLAlchemy: reading and
writing use the database's own driver, and only making a store and bringing an old one up to date load the rest. What
drawers hand on and return beside the credit model is in `results`, which the first screen does without.
"""

from ce_tui.store.accounts import Account
from ce_tui.store.errors import Refused, StoreError
from ce_tui.store.store import Store

__all__ = ["Account", "Refused", "Store", "StoreError"]
