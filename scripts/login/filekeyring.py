"""A key ring in a JSON file, for tests of the SDK's logins on machines without one. FILE_KEYRING names the file."""
import json
import os
import pathlib

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    priority = 1

    @property
    def _path(self):
        return pathlib.Path(os.environ["FILE_KEYRING"])

    def _read(self):
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def _write(self, items):
        self._path.write_text(json.dumps(items))

    def get_password(self, service, username):
        return self._read().get(f"{service} {username}")

    def set_password(self, service, username, password):
        self._write({**self._read(), f"{service} {username}": password})

    def delete_password(self, service, username):
        items = self._read()
        if items.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError("no such item")
        self._write(items)
