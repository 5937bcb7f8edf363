"""How static files are stored: under hashed names, compressed, without source maps."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """The manifest of WhiteNoise; only addresses in style sheets are rewritten.

    A source map is a developer's file: following it would make the manifest demand maps that nobody asks for.
    """

    patterns = (("*.css", (r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",)),)
