"""Backups of the whole tracker in one file, database and captured copies, and the way back."""

from agreements.backups.archive import BackupError
from agreements.backups.making import Backup, default_name, make_backup
from agreements.backups.restoring import Restored, restore_backup

__all__ = ["Backup", "BackupError", "Restored", "default_name", "make_backup", "restore_backup"]
