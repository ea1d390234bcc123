"""Lets each side store files in a place of its own, laid over the project's storages, which stay as they are."""

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from django.utils import timezone

from strangler.parity.asking.effects.held import Held, overrides, patched

Method = Callable[..., Any]
TIMES = ("get_accessed_time", "get_created_time", "get_modified_time")


class Written:
    """The files of one side, by storage and name.

    Args:
        held: where writing and deleting is noted.
    """

    def __init__(self, held: Held) -> None:
        self.held = held
        self.contents: dict[int, dict[str, bytes | None]] = {}  # None: deleted
        self._storages: list[Storage] = []  # kept, or another one could get the same id
        self._folder: Path | None = None

    def of(self, storage: Storage) -> dict[str, bytes | None]:
        """Return what this side has written to a storage."""
        if id(storage) not in self.contents:
            self._storages.append(storage)
        return self.contents.setdefault(id(storage), {})

    def has(self, storage: Storage, name: Any) -> bool:
        """Return whether this side has written or deleted a file."""
        return _name(name) in self.contents.get(id(storage), {})

    def save(self, storage: Storage, name: str, content: File) -> str:  # type: ignore[type-arg]
        """Keep a file."""
        name = _name(name)
        content.seek(0)
        data = b"".join(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in content.chunks())
        self.of(storage)[name] = data
        digest = sha256(data).hexdigest()
        self.held.note("file", name, do="save", storage=type(storage).__qualname__, size=len(data), sha256=digest)
        if isinstance(storage, FileSystemStorage):
            path = Path(self.path(storage, name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return name

    def delete(self, storage: Storage, name: Any) -> None:
        """Note that a file is gone."""
        if storage.exists(_name(name)) or is_remote(storage):
            self.of(storage)[_name(name)] = None
            self.held.note("file", _name(name), do="delete", storage=type(storage).__qualname__)

    def path(self, storage: Storage, name: Any) -> str:
        """Return where a file of this side's is on disk; it is there if it was saved."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="parity-"))
        deleted = self.of(storage).get(_name(name)) is None
        return str(self._folder / ("deleted" if deleted else str(id(storage))) / _name(name))

    def read(self, storage: Storage, name: Any) -> bytes:
        """Return the content of a file of this side's.

        Raises:
            FileNotFoundError: it was deleted.
        """
        data = self.of(storage)[_name(name)]
        if data is None:
            raise FileNotFoundError(f"{_name(name)} was deleted.")
        return data

    def remove(self) -> None:
        """Take everything off the disk again."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def lay_over_storages(held: Held) -> Iterator[None]:
    """Keep the files that are saved, and those that are deleted, apart while the block runs."""
    written = Written(held)
    with ExitStack() as stack:
        stack.callback(written.remove)
        for name, make in METHODS.items():
            for cls, method in list(overrides(Storage, name)):
                if cls is not Storage:  # whose own only say that a storage can't do that
                    stack.enter_context(patched(cls, name, make(written, method)))
        yield


def is_remote(storage: Storage) -> bool:
    """Return whether asking a storage for what it has would leave the process."""
    return not isinstance(storage, FileSystemStorage | InMemoryStorage)


def _save(written: Written, _save: Method) -> Method:
    def save_here(storage: Storage, name: str, content: Any) -> str:
        return written.save(storage, name, content)

    return save_here


def _delete(written: Written, _delete: Method) -> Method:
    def delete_here(storage: Storage, name: str) -> None:
        written.delete(storage, name)

    return delete_here


def _exists(written: Written, exists: Method) -> Method:
    def exists_here(storage: Storage, name: str) -> Any:
        if written.has(storage, name):
            return written.of(storage)[_name(name)] is not None
        return False if is_remote(storage) else exists(storage, name)

    return exists_here


def _open(written: Written, open_: Method) -> Method:
    def open_here(storage: Storage, name: str, mode: str = "rb") -> Any:
        if mode.strip("bt") != "r":
            return Writing(written, storage, name, mode)
        if not written.has(storage, name):
            return open_(storage, name, mode)
        data = written.read(storage, name)
        return ContentFile(data if "b" in mode else data.decode(), name=_name(name))

    return open_here


def _size(written: Written, size: Method) -> Method:
    def size_here(storage: Storage, name: str) -> Any:
        return len(written.read(storage, name)) if written.has(storage, name) else size(storage, name)

    return size_here


def _path(written: Written, path: Method) -> Method:
    return lambda storage, name: written.path(storage, name) if written.has(storage, name) else path(storage, name)


def _time(written: Written, time: Method) -> Method:
    def time_here(storage: Storage, name: str) -> Any:
        if written.has(storage, name):
            written.read(storage, name)
            return timezone.now()
        return time(storage, name)

    return time_here


def _listdir(written: Written, listdir: Method) -> Method:
    def listdir_here(storage: Storage, path: str) -> tuple[list[str], list[str]]:
        folders, files = ([], []) if is_remote(storage) else listdir(storage, path)
        own = {Path(name): data for name, data in written.of(storage).items()}
        here = {name.name: data for name, data in own.items() if name.parent == Path(path)}
        kept = [name for name in files if name not in here]
        return list(folders), kept + [name for name, data in here.items() if data is not None]

    return listdir_here


class Writing(File):  # type: ignore[type-arg]
    """A file that was opened to be written: it is saved when it is closed."""

    def __init__(self, written: Written, storage: Storage, name: str, mode: str) -> None:
        kept = storage.exists(name) and not mode.startswith("w")
        content: Any = storage.open(name, "rb").read() if kept else b""
        super().__init__(io.BytesIO(content) if "b" in mode else io.StringIO(content.decode()), name)
        self.mode = mode
        self._saving: Callable[[], Any] | None = lambda: written.save(storage, name, self)
        if mode.startswith("a"):
            self.seek(0, io.SEEK_END)

    def close(self) -> None:
        """Save what was written, once."""
        saving, self._saving = self._saving, None
        if saving is not None:
            saving()
        super().close()


def _name(name: Any) -> str:
    return str(name).replace("\\", "/")


METHODS: dict[str, Callable[[Written, Method], Method]] = {
    "_save": _save,
    "delete": _delete,
    "exists": _exists,
    "_open": _open,
    "size": _size,
    "path": _path,
    "listdir": _listdir,
    **dict.fromkeys(TIMES, _time),
}
