"""Who may do what at the desk, and the way of an article from its writer to its readers.

Contributors write and submit, editors approve and publish, administrators do everything.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from parley.accounts.actions import CONTRIBUTORS, EDITORS
from parley.publication.models import FrontPage

APPROVAL = "An editor approves"


@transaction.atomic
def prepare_desk() -> None:
    """Give editors and contributors what they need, and let an editor approve what contributors submit. What stands is
    left alone, so that an administrator's changes stay; nothing is done before the publication is founded."""
    front = FrontPage.objects.first()
    if front is None:
        return
    _let_editors_publish(front)
    _let_contributors_write(front)
    _let_an_editor_approve(front)


def _let_editors_publish(front: FrontPage) -> None:
    """Wagtail's own editors may write but not publish. Ours may, and may keep authors, topics and the newsletter."""
    editors, _created = Group.objects.get_or_create(name=EDITORS)
    _allow_pages(
        editors, front, "add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"
    )
    models = ("author", "topic", "newsletterissue", "issuearticle", "appearance")
    for permission in Permission.objects.filter(content_type__app_label="publication", content_type__model__in=models):
        editors.permissions.add(permission)


def _let_contributors_write(front: FrontPage) -> None:
    """They add articles and change their own drafts, with pictures; nothing is public before it is approved."""
    contributors, _created = Group.objects.get_or_create(name=CONTRIBUTORS)
    _allow_pages(contributors, front, "add_page")
    contributors.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    root = Collection.get_first_root_node()
    for codename in ("add_image", "choose_image"):
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=contributors, collection=root, permission=permission)


def _allow_pages(group: Group, front: FrontPage, *codenames: str) -> None:
    for codename in codenames:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=front, permission=permission)


def _let_an_editor_approve(front: FrontPage) -> None:
    if WorkflowPage.objects.filter(page=front).exists():
        return
    task = GroupApprovalTask.objects.create(name=APPROVAL)
    task.groups.add(Group.objects.get(name=EDITORS))
    workflow = Workflow.objects.create(name=APPROVAL)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=front, workflow=workflow)
