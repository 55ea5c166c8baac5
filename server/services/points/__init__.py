"""Points that somebody asks to move: quoted, paid, held, converted, given, adjusted."""
