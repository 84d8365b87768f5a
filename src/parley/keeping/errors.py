"""What an operator can be refused. The message says what to do."""


class KeepingError(Exception):
    """Base of every refusal in this room; shown by the command line.

    * BackupFailed: no backup was made; the newest one before it stands
    * BackupUnusable: a backup is damaged, too new or cannot be opened; nothing was replaced
    * RestoreRefused: restoring now would lose something; nothing was replaced
    * UpgradeRefused: the program is older than the database
    """

    code = "keeping_error"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


class BackupFailed(KeepingError):
    code = "backup_failed"


class BackupUnusable(KeepingError):
    code = "backup_unusable"


class RestoreRefused(KeepingError):
    code = "restore_refused"


class UpgradeRefused(KeepingError):
    code = "upgrade_refused"
