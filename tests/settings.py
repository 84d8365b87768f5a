"""The product's own settings, on a data folder and a database of the test run's own."""

import atexit
import os
import shutil
import tempfile

for _name in [n for n in os.environ if n.startswith("PARLEY_") and not n.startswith("PARLEY_TEST_")]:
    del os.environ[_name]
os.environ.pop("DATABASE_URL", None)
os.environ.pop("EMAIL_URL", None)

_folder = tempfile.mkdtemp(prefix="parley-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["PARLEY_DATA"] = _folder
os.environ["PARLEY_BASE_URL"] = "http://testserver"

if os.environ.get("PARLEY_TEST_DATABASE") == "postgresql":
    from tests.postgresql import running_server

    os.environ["DATABASE_URL"] = f"postgresql://postgres@/parley_main?host={running_server()}"

from parley.config.settings import *  # noqa: E402, F403
from parley.config.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # sign-in must not cost 100 ms a test
DATABASES["default"]["CONN_MAX_AGE"] = 0
