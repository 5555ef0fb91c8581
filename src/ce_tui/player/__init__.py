"""Playing a video for real, and telling what was watched."""
