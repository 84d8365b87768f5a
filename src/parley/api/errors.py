"""What a program can be refused. `code` is stable; `status` is the HTTP status; the message says what to do."""

from django.utils.translation import gettext as _


class ApiError(Exception):
    """Base of every refusal in this room.

    Raised by actions and by the API's views, shown as problems (RFC 9457) and by the command line.

    * TokenMissing, TokenUnknown, TokenRevoked, TokenExpired: the call is not by anybody known
    * ScopeMissing, TokenMayNotModerate: the token is not for this
    * TooManyApiCalls: the token or the network has used up this minute; `seconds` until the next
    * NothingHere: there is no such thing, or not for this token
    * MethodNotAllowed, BodyUnreadable, BodyTooLarge, NotJson, FieldsRefused: the call is not one that is understood
    * NotAModerator: a token was asked for a user who may not moderate
    * AddressForbidden, NoSuchWebhook: about webhooks
    """

    code = "api_error"
    status = 400


class TokenMissing(ApiError):
    code = "token_missing"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This needs a token. Send it in the header Authorization, as in “Bearer parley_…”."))


class TokenUnknown(ApiError):
    code = "token_unknown"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This token was not issued here. Look whether it was copied whole."))


class TokenRevoked(ApiError):
    code = "token_revoked"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This token was revoked. Ask the publisher for a new one."))


class TokenExpired(ApiError):
    code = "token_expired"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This token's time is over. Ask the publisher for a new one."))


class ScopeMissing(ApiError):
    code = "scope_missing"
    status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(_("This token has no scope “%(scope)s”. Ask for one that has.") % {"scope": scope})


class TokenMayNotModerate(ApiError):
    code = "token_may_not_moderate"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("The person in whose name this token acts may not moderate any more."))


class TooManyApiCalls(ApiError):
    code = "too_many_api_calls"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("The calls for this minute are used up. Call again in %(seconds)d seconds.") % {"seconds": seconds}
        )
        self.seconds = seconds


class NothingHere(ApiError):
    code = "nothing_here"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is nothing at this address, or nothing that this call may see."))


class MethodNotAllowed(ApiError):
    code = "method_not_allowed"
    status = 405

    def __init__(self) -> None:
        super().__init__(_("This address does not take that method. The header Allow names those that it takes."))


class BodyUnreadable(ApiError):
    code = "body_unreadable"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("The body is not JSON in UTF-8, or is nested too deeply."))


class BodyTooLarge(ApiError):
    code = "body_too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(_("The body is longer than %(limit)d bytes. Send less at once.") % {"limit": limit})


class NotJson(ApiError):
    code = "not_json"
    status = 415

    def __init__(self) -> None:
        super().__init__(_("Send the body as application/json."))


class FieldsRefused(ApiError):
    code = "fields_refused"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("Some fields are missing or not as they should be; “errors” names each."))


class NotAModerator(ApiError):
    code = "not_a_moderator"
    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is nobody called “%(name)s” who may moderate. `parley createuser` makes users.") % {"name": name}
        )


class AddressForbidden(ApiError):
    code = "address_forbidden"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(_("Nothing is sent to this address: %(reason)s.") % {"reason": reason})


class NoSuchWebhook(ApiError):
    code = "no_such_webhook"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no webhook of this number. `parley api webhook list` shows all."))
