"""What a foreign site can be refused. `code` is stable; the message says what to do."""

from django.utils.translation import gettext as _


class EmbedError(Exception):
    """Base of every refusal in this room.

    Raised by actions, shown by views and by the command line.

    * KeyMissing, BlogMissing: a call without its key, or without the address of its site
    * KeyUnknown, KeyRevoked, KeyOfAnotherSite: the key does not open this site
    * TooManyCalls: the key has used up this minute; `seconds` until the next
    * CallTooLarge, CallUnreadable: the body is not one that is read
    * NotAHost: a site's name that is none
    """

    code = "embed_error"


class KeyMissing(EmbedError):
    code = "key_missing"

    def __init__(self) -> None:
        super().__init__(_("The key is missing. Send it as the form field api_key."))


class BlogMissing(EmbedError):
    code = "blog_missing"

    def __init__(self) -> None:
        super().__init__(_("The site is missing. Send its address as the form field blog, as in https://blog.example."))


class KeyUnknown(EmbedError):
    code = "key_unknown"

    def __init__(self) -> None:
        super().__init__(_("This key was not issued here. Look whether it was copied whole."))


class KeyRevoked(EmbedError):
    code = "key_revoked"

    def __init__(self) -> None:
        super().__init__(_("This key was revoked. Ask the publisher for a new one."))


class KeyOfAnotherSite(EmbedError):
    code = "key_of_another_site"

    def __init__(self, site: str) -> None:
        super().__init__(_("This key belongs to %(site)s; the form field blog names another site.") % {"site": site})


class TooManyCalls(EmbedError):
    code = "too_many_calls"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("This key has used up its calls for this minute. Call again in %(seconds)d seconds.")
            % {"seconds": seconds}
        )
        self.seconds = seconds


class CallTooLarge(EmbedError):
    code = "call_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(_("This call is longer than %(limit)d bytes. Send less of the request.") % {"limit": limit})


class CallUnreadable(EmbedError):
    code = "call_unreadable"

    def __init__(self) -> None:
        super().__init__(_("This call cannot be read. Send its fields as application/x-www-form-urlencoded."))


class NotAHost(EmbedError):
    code = "not_a_host"

    def __init__(self, typed: str) -> None:
        super().__init__(_("“%(typed)s” is not the name of a site. Write it as in blog.example.") % {"typed": typed})
