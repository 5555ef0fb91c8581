"""A kiosk that many people use one after the other: PINs, its settings, its launcher, its checks. No Textual."""
