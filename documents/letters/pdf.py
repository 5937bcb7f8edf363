"""Word files to PDF by LibreOffice: no network, a profile of its own each time, limits, and its output looked at.

LibreOffice answers "done" for files it did not convert, and fetches pictures that a document names: neither its exit
code nor its manners are relied on.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import pypdf
from django.conf import settings
from pypdf.errors import PyPdfError

SECONDS: Final = 60
MEMORY: Final = 1024 * 1024 * 1024
OUTPUT: Final = 100 * 1024 * 1024
AT_ONCE: Final = 40
FILTER: Final = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
"""PDF/A-2b with its structure, as LibreOffice declares it."""
FIRST_PAGE: Final = 'pdf:writer_pdf_Export:{"PageRange":{"type":"string","value":"1"}}'
LOOK_SECONDS: Final = 15
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def soffice() -> str:
    """The program; empty where there is none."""
    return settings.SOFFICE or shutil.which("soffice") or ""


def convert(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDF of every Word file that could be converted, by the same names (letters, digits and dashes).

    All in one call; a file that spoils it is tried once more alone, so that it takes no other with it.
    """
    made = _call(files)
    for name in [name for name in files if name not in made] if soffice() else []:
        made |= _call({name: files[name]})
    return made


def first_page(content: bytes) -> bytes:
    """The first page of a Word file that passed the upload checks, as PDF; empty when it could not be made."""
    return _call({"look": content}, FIRST_PAGE, LOOK_SECONDS).get("look", b"")


def _call(files: Mapping[str, bytes], export: str = FILTER, seconds: int | None = None) -> dict[str, bytes]:
    if not files or not soffice():
        return {}
    with tempfile.TemporaryDirectory(prefix="pdf-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        for stem, content in files.items():
            (folder / f"{stem}.docx").write_bytes(content)
        _run(folder, [str(folder / f"{stem}.docx") for stem in files], export, seconds or SECONDS)
        found = {stem: folder / "out" / f"{stem}.pdf" for stem in files}
        return {stem: content for stem, path in found.items() if (content := _whole(path))}


def _run(folder: Path, sources: list[str], export: str, seconds: int) -> None:
    command = [
        *_fences(),
        soffice(),
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        export,
        "--outdir",
        str(folder / "out"),
        *sources,
    ]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            running.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            running.kill()
        finally:
            _end_group(running.pid)


def _end_group(leader: int) -> None:
    """What the program started and left behind ends with it, however it ended."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


@cache
def _fences() -> tuple[str, ...]:
    """What takes network and resources away from the program; the network only where the system lets us."""
    limits = ("prlimit", f"--data={MEMORY}", f"--fsize={OUTPUT}", f"--cpu={SECONDS}", "--core=0")
    apart = ("unshare", "--map-root-user", "--net")
    return tuple(word for fence in (apart, limits) if _works(fence) for word in fence)


def _works(fence: tuple[str, ...]) -> bool:
    if shutil.which(fence[0]) is None:
        return False
    return subprocess.run([*fence, "true"], capture_output=True, check=False).returncode == 0


def _whole(path: Path) -> bytes:
    """The bytes of a PDF with at least one page; empty for anything else."""
    try:
        content = path.read_bytes()
        pages = len(pypdf.PdfReader(io.BytesIO(content)).pages)
    except (OSError, PyPdfError, ValueError):
        return b""
    return content if pages and content.startswith(b"%PDF-") else b""
