"""The product's own settings, on a data folder and a database of the test run's own."""

import atexit
import os
import shutil

from tests.folders import temporary_folder

# The product refuses settings that it does not know, so what is the tests' own is named TESTS_…; the worker
# processes of a run inherit it.
for _name in [n for n in os.environ if n.startswith("PARLEY_") or n in {"DATABASE_URL", "EMAIL_URL"}]:
    del os.environ[_name]

_folder = str(temporary_folder("parley-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["PARLEY_DATA"] = _folder
os.environ["PARLEY_BASE_URL"] = "http://testserver"

if os.environ.get("TESTS_DATABASE") == "postgresql":
    from tests.postgresql import running_server

    os.environ["DATABASE_URL"] = f"postgresql://postgres@/parley_main?host={running_server()}"

from parley.config.settings import *  # noqa: E402, F403
from parley.config.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # sign-in must not cost 100 ms a test
DATABASES["default"]["CONN_MAX_AGE"] = 0
