"""Progress -> the field's formats, and back: xAPI statements of learning record stores."""
