"""Loudspeakers: a sentence of the language file becomes sound in the hall."""
