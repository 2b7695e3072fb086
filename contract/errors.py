"""One family of errors, so that the roof can turn every expected failure into one clear sentence.

Each message says what was found, which setting or file it concerns, and the way out. Whatever is not a
`FengxiangError` is a bug and may show a traceback.
"""


class FengxiangError(Exception):
    """Base of every failure a user can do something about. `exit_code` is what the CLI ends with."""

    exit_code = 1


class SettingsError(FengxiangError):
    """A setting is missing or wrong."""

    exit_code = 2


class FeedError(FengxiangError):
    """A feed could not be crawled at all (single bad entries are rejections, not errors)."""

    exit_code = 3


class ImportFileError(FengxiangError):
    """A file given to `import` is none of the known formats or lacks what a post needs."""

    exit_code = 4


class LakeError(FengxiangError):
    """The lake holds something that cannot be read."""

    exit_code = 5


class CheckFailed(FengxiangError):
    """A warehouse check marked `fail` did not hold; nothing was published."""

    exit_code = 6


class MailError(FengxiangError):
    """Mail could not be handed over; the message stays in the outbox."""

    exit_code = 7


class LexiconError(FengxiangError):
    """A theme file is wrong; the message names file and line."""

    exit_code = 8


class ReportError(FengxiangError):
    """A report cannot be made: no published warehouse, or one that lacks what a section asks for."""

    exit_code = 10


class WarehouseError(FengxiangError):
    """A table's SQL file is wrong, or nothing was built yet; the message names file and line, or the way out."""

    exit_code = 9


class StorageError(FengxiangError):
    """A bucket cannot be reached, or refuses; the message names its address and the setting to look at."""

    exit_code = 12


class ErasureError(FengxiangError):
    """An erasure names nobody that is known, or could not be carried out whole; running it again goes on with it."""

    exit_code = 11


class DiskIsFull(FengxiangError):
    """There is no room, or no quota, left under home. What was finished stays; run again it goes on."""

    exit_code = 13
