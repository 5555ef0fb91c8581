"""The app as a kiosk shows it: signing in, signing out, handing over, and no way out but for staff."""
