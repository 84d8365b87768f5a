"""A real IMAP server of the test's own: Debian's Dovecot, in a folder, on a port of loopback."""

import getpass
import grp
import os
import pwd
import shutil
import subprocess
from typing import Self

from tests.folders import temporary_folder
from tests.journeys.patience import until
from tests.notifications.incoming.conftest import free_port

MISSING = "mailboxes are left out: there is no Dovecot; `apt-get install dovecot-imapd` brings it"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
{users}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service imap {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """Use as a context manager. `url` is what the setting `mail_imap` takes."""

    def __init__(self) -> None:
        self.folder, self.port = temporary_folder("parley-dovecot-"), free_port()
        self.url = f"imap://talk%40magazine.example:secret@127.0.0.1:{self.port}/INBOX"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        uid, gid, users = _users()
        self.folder.chmod(0o755)  # it serves under another user where the tests are root's
        for name in ("run", "state", "mail", "home"):
            (self.folder / name).mkdir()
        for name in ("mail", "home"):
            os.chown(self.folder / name, uid, gid)
        file = self.folder / "dovecot.conf"
        file.write_text(CONFIGURATION.format(folder=self.folder, port=self.port, users=users, uid=uid, gid=gid))
        self._process = subprocess.Popen([str(installed_dovecot()), "-F", "-c", str(file)])
        until(lambda: "starting up" in self.log(), "Dovecot is up", within=20)
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text() if file.exists() else ""


def _users() -> tuple[int, int, str]:
    """Under whom mail is kept, and the lines that say under whom the rest runs: Dovecot refuses to be root."""
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid, ""
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    lines = ("default_internal_user", user), ("default_login_user", user), ("default_internal_group", group)
    return os.getuid(), os.getgid(), "\n".join(f"{name} = {value}" for name, value in lines)


def installed_dovecot() -> str | None:
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
