"""What can be wrong with an export file, each with a stable code and a sentence to act on."""

from __future__ import annotations

AGAIN = "Export it again in WordPress (Tools, Export) and import the new file."

MESSAGES: dict[str, str] = {
    # The path itself.
    "missing": "There is no file at {path}.",
    "not_a_file": "{path} is not a file. Give the path of the .xml file that WordPress made.",
    "unreadable": "{path} cannot be read: {why}.",
    "changed": "The file changed while it was being read. Wait until it is complete, then import it again.",
    # What it holds instead of an export.
    "empty": f"The file is empty. {AGAIN}",
    "archive": "This is a {kind} archive. Unpack it first, then import the .xml file inside.",
    "html_page": (
        "This is a web page, not an export; perhaps a log-in page was saved under the export's name. "
        "Sign in to WordPress, then Tools, Export."
    ),
    "sql_dump": "This is a database dump. Parley reads the .xml file that WordPress makes under Tools, Export.",
    "json": "This is a JSON file. Parley reads the .xml file that WordPress makes under Tools, Export.",
    "not_xml": "This is not an XML file. Parley reads the .xml file that WordPress makes under Tools, Export.",
    "feed": (
        "This is {kind}, not a WordPress export: it has neither drafts nor comments. "
        "Use the .xml file that WordPress makes under Tools, Export."
    ),
    "not_an_export": "This XML file is not a WordPress export: it begins with <{name}>.",
    # Broken on the way.
    "truncated": f"The file ends too early, at line {{line}}{{inside}}. The download may have stopped. {AGAIN}",
    "damaged_gzip": "The compressed file is damaged: {why}. Download it again, or unpack it first.",
    "malformed": (
        "The XML is broken at line {line}, column {column}{inside}: {why}. "
        "If a plugin printed an error into the export, remove that text, or export again."
    ),
    "wrong_encoding": ("The file says that it is written in {encoding}, but byte {offset}{at_line} is not. {hint}"),
    "mislabelled": (
        "The file says that it is written in {encoding}, but all of it is UTF-8; read as {encoding}, accents and "
        'quotation marks would be garbled. Write encoding="UTF-8" in the first line.'
    ),
    "unknown_encoding": 'The file names an encoding that Parley does not read: "{encoding}". Save it as UTF-8.',
    # Dangerous, or larger than anything that WordPress writes.
    "doctype": (
        "The file declares its own entities or rules at line {line}. WordPress never does that, and it can be used "
        "to attack a server, so the file is refused. Remove the DOCTYPE, or export again."
    ),
    "too_large": "The file is larger than {limit}. Export it in parts (by author, date or category).",
    "bomb": "The compressed file grows more than {limit} times when it is unpacked. It is refused. Unpack it first.",
    "text_too_long": "The text of <{name}> at line {line} is longer than {limit}.",
    "post_too_large": "The entry that begins at line {line} is larger than {limit}.",
    "token_too_long": "A tag, attribute or comment near line {line} is longer than {limit}.",
    "too_many_parts": "The entry that begins at line {line} has more than {limit} comments and fields.",
    "too_many_names": "The file uses more than {limit} different names of elements and attributes, near line {line}.",
    "too_deep": "Elements are nested more than {limit} deep at line {line}. WordPress never does that.",
}


class ExportError(Exception):
    """A file that cannot be imported; raised before anything was changed.

    `code` is one of the keys of `MESSAGES` and stays the same between releases; `message` is for people;
    `line` is the line in the (unpacked) file where reading stopped, counted from 1, or None.
    """

    def __init__(self, code: str, *, line: int | None = None, **facts: object) -> None:
        self.code = code
        self.line = line
        self.message = MESSAGES[code].format(line=line, **facts)
        super().__init__(self.message)
