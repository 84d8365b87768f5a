"""Error pages stand as files, so that they are there when the program is not."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from parley.materializer.recipes.made import Made
from parley.publication import rendering

TEXTS = {
    401: (
        later("This site is not open yet"),
        later("It is still being set up. If you have a link that opens it, please use that one."),
    ),
    403: (later("This is not open to you"), later("Sign in with another account, or go back to the front page.")),
    404: (
        later("There is no page here"),
        later("The address may have a slip in it, or the page has moved. The front page leads to all articles."),
    ),
    410: (later("This page was taken away"), later("It stood here and was withdrawn by the editors.")),
    429: (later("That was a lot at once"), later("Please wait a few minutes and try again.")),
    500: (later("Something broke here"), later("The fault is ours and has been noted. Please try again in a moment.")),
    503: (
        later("The conversation rests for a moment"),
        later(
            "You can read everything, but nothing can be sent just now. Go back with your browser: your words are "
            "still in the form. Please send them again in a few minutes."
        ),
    ),
}


def error_page(subject: str) -> Made | None:
    """`subject`: the status, as in '404'."""
    heading, text = TEXTS[int(subject)]
    return Made(rendering.error_page(int(subject), _(heading), _(text)), frozenset({"shell"}))
