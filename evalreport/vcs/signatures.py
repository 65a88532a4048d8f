"""Signatures of commits, checked by git itself and without any network."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from evalreport.model.verification import Signature
from evalreport.vcs.command import named_errors, run

if TYPE_CHECKING:
    from evalreport.vcs.blobs import Blobs

_MAIL = re.compile(r"<([^<>]*)>")
_COMMIT = re.compile(r"^[0-9a-f]{40}([0-9a-f]{24})?$")


def read_signature(root: Path, blobs: Blobs, commit: str, allowed_signers: bytes | None) -> Signature:
    """Check the signature of one commit against a file of allowed signers (ssh-keygen(1)), or the user's GPG keys.

    git's ``N`` means "no policy here" as well as "unsigned": they are told apart by the commit's own header.
    """
    if "\ngpgsig" not in blobs.commit_header(commit) or not _COMMIT.match(commit):
        return Signature(status="N")
    from git import Repo

    with tempfile.TemporaryDirectory(prefix="evalreport-") as folder:
        signers = Path(folder) / "allowed_signers"
        signers.write_bytes(allowed_signers or b"")
        settings = ("-c", f"gpg.ssh.allowedSignersFile={signers}")
        with named_errors(), Repo(root, search_parent_directories=True) as repo:
            form = "--format=%G?%x00%GS%x00%GF"
            output = run(repo, "log", "-1", "--no-walk", form, "--end-of-options", commit, "--", settings=settings)
    status, signer, key = (*output.decode("utf-8", "replace").rstrip("\n").split("\0"), "", "", "")[:3]
    mail = _MAIL.search(signer)
    # Without a key that is known git says N: the header says that there is a signature all the same.
    return Signature(status="E" if status == "N" else status, signer=mail[1] if mail else signer, key=key)
