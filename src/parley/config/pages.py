"""Pages that stand as files, when a request reaches Django all the same."""

import gzip

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from parley.config.gate import accepts_gzip, content_type
from parley.kit.urls import page_path, quoted_path
from parley.materializer.actions import materialize
from parley.materializer.files import file_of, stands
from parley.materializer.models import Output
from parley.publication.former_addresses import where_it_went


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A file that should stand and does not is made now; an address without its last slash is completed; an article
    that moved is followed, and one that was taken away is said to be gone (410)."""
    path = request.path
    try:
        if not path.endswith("/") and Output.objects.filter(path=page_path(path)).exists():
            return HttpResponsePermanentRedirect(quoted_path(page_path(path)))
        if Output.objects.filter(path=path).exists():
            materialize(path)
        if stands(path):
            return _file(request, path)
        went_to = where_it_went(page_path(path)) if "." not in path.rpartition("/")[2] else None
    except ValueError as error:  # an address that could leave the folder
        raise Http404 from error
    if went_to:
        return HttpResponsePermanentRedirect(quoted_path(went_to))
    if went_to == "":
        return _error(request, 410)
    raise Http404


def _file(request: HttpRequest, path: str, status: int = 200) -> HttpResponse:
    packed = file_of(path).read_bytes()
    takes_gzip = accepts_gzip(request.META)
    kind = content_type(path)
    response = HttpResponse(packed if takes_gzip else gzip.decompress(packed), content_type=kind, status=status)
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    return response


def _error(request: HttpRequest, status: int) -> HttpResponse:
    path = f"/errors/{status}/"
    if not stands(path):
        return HttpResponse(str(status), status=status, content_type="text/plain; charset=utf-8")
    return _file(request, path, status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return _error(request, 500)
