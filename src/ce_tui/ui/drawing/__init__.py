"""How text, facts and documents look: lines and cells, and no screen."""
