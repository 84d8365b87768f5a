"""The editors' form of an article: what must be there before it is published, and what is found, in a panel."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel

from parley.publication.content_checks import block_with, errors, findings, passage_not_found
from parley.publication.findings import Finding


class ArticleForm(WagtailAdminPageForm):
    """A draft is taken as it is. Publishing, scheduling and submitting for approval ask for all that readers need."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        self._tie_corrections()
        if self.is_deferred_validation:
            return True
        for finding in errors(self.instance):
            self._refuse(finding)
        return not self.errors and self._passages_stand()

    def _tie_corrections(self) -> None:
        """Tie each correction to the block with its passage. The tie stays when the words change later."""
        for form in self.formsets["corrections"].forms:
            correction = form.instance
            if "passage" in form.changed_data or not correction.passage:
                correction.block_id = block_with(self.instance, correction.passage) if correction.passage else ""

    def _passages_stand(self) -> bool:
        """Whether every correction that names a passage has one; the instance gets its corrections only by saving."""
        formset = self.formsets["corrections"]
        kept = [form.instance for form in formset.forms if form not in formset.deleted_forms]
        lost = [one for one in kept if one.passage and not one.block_id]
        for correction in lost:
            self._refuse(passage_not_found(correction.passage))
        return not lost

    def _refuse(self, finding: Finding) -> None:
        excerpt = f" “{finding.excerpt}”" if finding.excerpt else ""
        words = f"{finding.words}{excerpt} {finding.remedy}"
        self.add_error(finding.field if finding.field in self.fields else None, words)


class ContentChecksPanel(Panel):
    """What is found in the draft, with its remedies. Renewed after each saving."""

    class BoundPanel(Panel.BoundPanel):
        def render_html(self, parent_context: Any = None) -> SafeString:
            address = reverse("content_checks", args=[self.instance.pk or 0])
            context = checks_context(self.instance) | {"address": address}
            return mark_safe(  # noqa: S308 - an escaped template
                render_to_string("publication/desk/content_checks_panel.html", context, using="jinja2")
            )


def checks_context(article: Any) -> dict[str, Any]:
    """What the template of the panel is given."""
    found = findings(article) if article.pk else []
    return {
        "article": article,
        "errors": [finding for finding in found if finding.level == "error"],
        "warnings": [finding for finding in found if finding.level == "warning"],
        "where": FIELDS,
    }


FIELDS = {
    "standfirst": _("Standfirst"),
    "hero": _("Lead picture"),
    "body": _("Body"),
    "sources": _("Sources"),
    "corrections": _("Corrections"),
    "bylines": _("Bylines"),
}
"""Field → its name in the form."""
