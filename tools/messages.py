"""Texts for readers in other languages: `update` collects them from the code, `compile` makes the files that are read.

Babel reads Python and Jinja2; `babel.cfg` says which files only the staff sees, STAFF which texts of the others.
"""

import sys
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "parley"
LOCALE = SOURCE / "config" / "locale"
STAFF = LOCALE / "staff.txt"
LANGUAGES = ("ar", "de", "es", "fr", "ru")
KEYWORDS = {
    "_": None,
    "later": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def texts_for_readers() -> Catalog:
    """Every marked text that a reader may see, with the files in which it stands (without lines: they change daily)."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    staff = set(STAFF.read_text(encoding="utf-8").splitlines())
    catalog = Catalog(project="Parley", charset="utf-8", fuzzy=False)
    found = extract_from_dir(SOURCE, method_map=methods, options_map=options, keywords=KEYWORDS)
    for name, _line, text, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        first = text[0] if isinstance(text, tuple) else text
        if first not in staff:
            catalog.add(text, locations=[(name, None)], auto_comments=comments, context=context)
    return catalog


def catalogue(language: str) -> Catalog:
    """The texts of one language, as translators left them."""
    with _file(language, "po").open("rb") as file:
        return pofile.read_po(file, locale=language)


def update() -> None:
    """Bring the catalogues up to date: new texts are empty, changed ones too, since a guess would be read as a text."""
    template = texts_for_readers()
    for language in LANGUAGES:
        standing = catalogue(language)
        standing.update(template, no_fuzzy_matching=True)
        standing.obsolete.clear()
        with _file(language, "po").open("wb") as file:
            pofile.write_po(file, standing, width=110, omit_header=False, include_lineno=False)
        empty = sum(1 for message in standing if message.id and not is_translated(message.string))
        sys.stdout.write(f"{language}: {len(standing)} texts, {empty} to translate\n")


def compile_all() -> None:
    """Write the binary files that Django reads, beside the texts."""
    for language in LANGUAGES:
        with _file(language, "mo").open("wb") as file:
            write_mo(file, catalogue(language))


def is_translated(text: object) -> bool:
    """Whether there is a translation, in each of its plural forms."""
    return all(text) if isinstance(text, (tuple, list)) else bool(text)


def _file(language: str, ending: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"django.{ending}"


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
