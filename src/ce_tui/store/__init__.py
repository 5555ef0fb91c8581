"""The local store: one `Store` with one method per use case, one transaction each.

Returns objects of the credit model, never rows. Importing this room loads neither SQLModel nor SQLAlchemy:
reading uses the database's own driver, and the first write loads the rest.
"""

from ce_tui.store.accounts import Account
from ce_tui.store.errors import Refused, StoreError
from ce_tui.store.results import Draft, ImportReport, IngestReport, Sitting
from ce_tui.store.store import Store

__all__ = ["Account", "Draft", "ImportReport", "IngestReport", "Refused", "Sitting", "Store", "StoreError"]
