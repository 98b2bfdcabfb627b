"""Every exception that is raised on purpose.

An error carries a stable code and the facts of the case; the words that a
person reads are made from them at the edge, in the reader's language, by
``screener.messages.catalogue``.
"""

from __future__ import annotations

from typing import ClassVar

Fact = str | int | float


class ScreenerError(Exception):
    """The root of the tree.

    Args:
        source: Where it happened: a file name, "-", a setting, a bundle.
        facts: One value for each name in ``fact_names``.

    Raises:
        TypeError: When the facts are not exactly those the class names.
    """

    code: ClassVar[str] = "error"
    fact_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, source: str = "", **facts: Fact) -> None:
        if set(facts) != set(self.fact_names):
            raise TypeError(f"{type(self).__name__} takes {self.fact_names}")
        self.source = source
        self.facts: dict[str, Fact] = facts
        super().__init__(source, facts)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} [{self.source}] {details}".rstrip()

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders; the default would call __init__ with args.
        return (_rebuild, (type(self), self.source, self.facts))


def _rebuild(
    kind: type[ScreenerError], source: str, facts: dict[str, Fact]
) -> ScreenerError:
    return kind(source=source, **facts)


class InputError(ScreenerError):
    """The document cannot be read or trusted; it is not screened."""

    code = "input"


class MissingInputError(InputError):
    """There is no such file."""

    code = "input.missing"


class NoFilesError(InputError):
    """The folder holds no file to screen."""

    code = "input.no_files"


class OutputHoldsInputError(InputError):
    """The folder to screen is the one for the results, or lies inside it."""

    code = "input.output_holds_input"


class UnreadableInputError(InputError):
    """The file exists but cannot be opened."""

    code = "input.unreadable"
    fact_names = ("reason",)


class EmptyInputError(InputError):
    """There is no text to screen."""

    code = "input.empty"


class NoTextError(InputError):
    """The format is right but holds no text, such as a scanned PDF."""

    code = "input.no_text"
    fact_names = ("format",)


class TooLargeError(InputError):
    """The file is larger than the settings allow."""

    code = "input.too_large"
    fact_names = ("size_bytes", "limit_bytes")


class TooLongError(InputError):
    """There is more text than the settings allow."""

    code = "input.too_long"
    fact_names = ("characters", "limit")


class UnsupportedFormatError(InputError):
    """No reader is known for this kind of file."""

    code = "input.unsupported"
    fact_names = ("format",)


class CorruptInputError(InputError):
    """The file is damaged or is not what its name says."""

    code = "input.corrupt"
    fact_names = ("format", "reason")


class EncryptedInputError(InputError):
    """The file is protected by a password."""

    code = "input.encrypted"
    fact_names = ("format",)


class ArchiveBombError(InputError):
    """A packed file would unpack to more than the settings allow."""

    code = "input.archive_bomb"
    fact_names = ("size_bytes", "limit_bytes")


class TooManyMembersError(InputError):
    """A packed file or a mail holds more files than the settings allow."""

    code = "input.too_many_members"
    fact_names = ("count", "limit")


class TooDeepError(InputError):
    """Packed files lie in one another more deeply than the settings allow."""

    code = "input.too_deep"


class PictureTooLargeError(InputError):
    """A picture has more pixels than the settings allow."""

    code = "input.picture_too_large"
    fact_names = ("pixels", "limit")


class MissingProgramError(InputError):
    """The format needs another program, which is not installed."""

    code = "input.missing_program"
    fact_names = ("format", "program", "package")


class UndecodableTextError(InputError):
    """No known encoding gives readable Vietnamese."""

    code = "input.undecodable"


class ReaderTimeoutError(InputError):
    """A reader took longer than the settings allow."""

    code = "input.reader_timeout"
    fact_names = ("timeout_s",)


class ReaderCrashedError(InputError):
    """A reader failed in a way nobody foresaw."""

    code = "input.reader_crashed"
    fact_names = ("reason",)


class JsonLineError(InputError):
    """A line of JSON Lines input is not a document."""

    code = "input.json_line"
    fact_names = ("line", "reason")


class ExampleError(InputError):
    """A labelled example breaks the data format."""

    code = "input.example"
    fact_names = ("line", "field", "reason")


class NoExamplesError(InputError):
    """A set of labelled sentences holds none that its purpose can use."""

    code = "input.no_examples"


class PageRefusedError(InputError):
    """An address may not be fetched: by the settings, or since it is private."""

    code = "input.page_refused"
    fact_names = ("reason",)


class PageUnreachableError(InputError):
    """Nobody answers at an address, or not with a page."""

    code = "input.page_unreachable"
    fact_names = ("reason",)


class ConfigError(ScreenerError):
    """A setting or a rule file is wrong."""

    code = "config"


class SettingError(ConfigError):
    """A setting is unknown or has a bad value; ``source`` is its key."""

    code = "config.setting"
    fact_names = ("reason",)


class MissingSecretError(ConfigError):
    """The web app may not start without a secret here."""

    code = "config.missing_secret"


class LexiconError(ConfigError):
    """A lexicon entry is malformed; ``source`` is the file."""

    code = "config.lexicon"
    fact_names = ("entry", "reason")


class ManifestError(ConfigError):
    """A list of files is malformed; ``source`` is the list."""

    code = "config.manifest"
    fact_names = ("line", "reason")


class OutputError(ConfigError):
    """A result cannot be written where it was asked for."""

    code = "config.output"
    fact_names = ("reason",)


class NoCommentsError(ConfigError):
    """A draft cannot be handed back as a Word file with comments."""

    code = "config.no_comments"
    fact_names = ("reason",)


class ModelError(ScreenerError):
    """A model cannot be loaded or cannot score."""

    code = "model"


class BundleMissingError(ModelError):
    """There is no such bundle; ``source`` is the name asked for."""

    code = "model.bundle_missing"
    fact_names = ("known",)


class BundleCorruptError(ModelError):
    """A file of the bundle is missing or has another hash."""

    code = "model.bundle_corrupt"
    fact_names = ("file", "reason")


class BundleVersionError(ModelError):
    """The bundle was written in a newer format than this program reads."""

    code = "model.bundle_version"
    fact_names = ("version", "supported")


class BundleLabelsError(ModelError):
    """The bundle's labels are not the product's labels."""

    code = "model.bundle_labels"
    fact_names = ("labels",)


class OperatingPointError(ModelError):
    """The bundle has no such operating point; ``source`` is the name."""

    code = "model.operating_point"
    fact_names = ("known",)


class RefitKindError(ModelError):
    """The bundle's kind of model cannot be retrained from corrections."""

    code = "model.refit_kind"
    fact_names = ("kind",)


class MissingExtraError(ModelError):
    """Something needs an optional install that is not there."""

    code = "model.missing_extra"
    fact_names = ("library", "extra")


class EncoderMissingError(ModelError):
    """There is no such encoder, or it cannot be read; ``source`` names it."""

    code = "model.encoder_missing"
    fact_names = ("reason",)


class EncoderUnsupportedError(ModelError):
    """An encoder's tokenizer cannot tell where its tokens stand in the text."""

    code = "model.encoder_unsupported"
    fact_names = ("tokenizer",)


class StoreError(ScreenerError):
    """The database cannot do what was asked."""

    code = "store"


class StoreUnavailableError(StoreError):
    """The database cannot be opened."""

    code = "store.unavailable"
    fact_names = ("reason",)


class StoreVersionError(StoreError):
    """A newer program has migrated the database; this one would harm it."""

    code = "store.version"
    fact_names = ("found", "known")


class ConflictError(StoreError):
    """Such a record exists already; ``source`` is its kind and key."""

    code = "store.conflict"


class DraftChangedError(StoreError):
    """Somebody else saved the draft meanwhile; ``source`` is its title."""

    code = "store.draft_changed"
    fact_names = ("author",)


class ReviewChangedError(StoreError):
    """Somebody else acted on the sentence meanwhile; nothing was kept of the answer."""

    code = "store.review_changed"
    fact_names = ("reason",)


class LastAdministratorError(StoreError):
    """After this change nobody could administer the installation."""

    code = "store.last_administrator"


class AuditBrokenError(StoreError):
    """The audit trail was changed by something else than this program."""

    code = "store.audit_broken"
    fact_names = ("number", "reason")


class BackupError(StoreError):
    """A backup cannot be written or read back."""

    code = "store.backup"
    fact_names = ("reason",)


class RecordMissingError(StoreError):
    """There is no such record; ``source`` is its kind and key."""

    code = "store.missing"


class ScanBusyError(StoreError):
    """Another scan is writing into this folder; ``source`` is the folder."""

    code = "store.scan_busy"


class ScanFolderError(StoreError):
    """The folder of a scan cannot be read or written; ``source`` is the folder."""

    code = "store.scan_folder"
    fact_names = ("reason",)


class NotAScanError(StoreError):
    """A folder that should hold a scan's results holds something else."""

    code = "store.not_a_scan"


class ScanVersionError(StoreError):
    """A newer program has written the scan's journal."""

    code = "store.scan_version"
    fact_names = ("found", "known")


class JobError(ScreenerError):
    """A background job failed."""

    code = "job"


class DocumentTimeoutError(JobError):
    """Reading and screening one document took longer than allowed."""

    code = "job.document_timeout"
    fact_names = ("timeout_s",)


class DocumentCrashedError(JobError):
    """Screening one document failed in a way nobody foresaw."""

    code = "job.document_crashed"
    fact_names = ("reason",)


class WorkerDiedError(JobError):
    """A worker process died on one document, and so did the next one."""

    code = "job.worker_died"
    fact_names = ("reason",)


class JobFilesGoneError(JobError):
    """The files of a job are not on this machine's disk; ``source`` is its title."""

    code = "job.files_gone"


class JobGaveUpError(JobError):
    """Workers died on a job again and again; ``source`` is its title."""

    code = "job.gave_up"
    fact_names = ("attempts",)


class JobCrashedError(JobError):
    """A job failed in a way nobody foresaw; ``source`` is its title."""

    code = "job.crashed"
    fact_names = ("reason",)


class TrainingCancelledError(JobError):
    """Somebody stopped a training command; ``source`` is what it was to make."""

    code = "job.training_cancelled"


class TrainingTimeoutError(JobError):
    """A retraining took longer than allowed; ``source`` is its title."""

    code = "job.training_timeout"
    fact_names = ("timeout_s",)


class ClusterError(JobError):
    """No Ray cluster can be joined at the address that was named, or started here."""

    code = "job.cluster"
    fact_names = ("reason",)


class WorkerStartError(JobError):
    """No worker process can be started; ``source`` is its log."""

    code = "job.worker_start"
    fact_names = ("reason",)


class RequestError(ScreenerError):
    """A request to the web app cannot be served; ``source`` is its path."""

    code = "web"


class PageMissingError(RequestError):
    """There is no such page."""

    code = "web.missing"


class RequestRefusedError(RequestError):
    """The request is not one that this page takes."""

    code = "web.refused"


class ExpiredFormError(RequestError):
    """The page was opened in a session that has ended."""

    code = "web.expired"


class SignInRequiredError(RequestError):
    """Nobody is logged in, or the session has ended."""

    code = "web.sign_in"


class ForbiddenError(RequestError):
    """The person's role does not allow this."""

    code = "web.forbidden"


class TooManyAttemptsError(RequestError):
    """Logging in failed too often; the door stays closed for a while."""

    code = "web.too_many_attempts"
    fact_names = ("minutes",)


class LinkSpentError(RequestError):
    """A link that lets somebody in is unknown, used, withdrawn or too old."""

    code = "web.link_spent"


class ExposedError(RequestError):
    """Local mode was reached through a proxy; there everybody would be let in."""

    code = "web.exposed"


class UnencryptedError(RequestError):
    """A password would cross the network in the open."""

    code = "web.unencrypted"


class FormError(RequestError):
    """A field of a form is missing or wrong."""

    code = "web.form"
    fact_names = ("field",)


class CrashError(RequestError):
    """The program failed in a way nobody foresaw."""

    code = "web.crash"
