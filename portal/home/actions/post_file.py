"""Pictures and files of a post: brought while the text is worked on, taken out again, kept with what was published."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import attachments
from portal.ground.errors import Refused, require
from portal.ground.models import Attachment

from .. import bodies, post_rules
from ..models import Post
from .post import locked, refuse_unless


def _editable(post, *, by):
    post = locked(post)
    require(post_rules.may_edit_post(by, post))
    refuse_unless(post, *Post.EDITABLE)
    return post


def _keep(post, upload, label, *, by, now):
    owner = post_rules.owner_of(post)
    return attachments.keep(upload, owner_kind="post", owner_id=owner, label=label, by=by, now=now)


@transaction.atomic
def bring_picture(post, upload, *, by, now):
    """Keep a picture for the body; returns its attachment."""
    post = _editable(post, by=by)
    kept = _keep(post, upload, _("图片"), by=by, now=now)
    if not kept.is_picture:
        raise Refused(_("这里只能放图片，其他文件请放到附件。"))
    return kept


@transaction.atomic
def bring_lead_picture(post, upload, *, by, now):
    """Keep a picture and let it lead the post."""
    kept = bring_picture(post, upload, by=by, now=now)
    Post.objects.filter(pk=post.pk).update(lead_picture=kept.public_id)
    return kept


@transaction.atomic
def bring_files(post, uploads, *, by, now):
    """Keep files that readers can download, after those already there; all or nothing."""
    post = _editable(post, by=by)
    post.files += [_keep(post, upload, _("附件"), by=by, now=now).public_id for upload in uploads]
    post.save(update_fields=["files"])
    return post


@transaction.atomic
def take_out_file(post, public_id, *, by, now):
    """Take a file or picture out of the text being worked on; it is erased unless a published text shows it."""
    post = _editable(post, by=by)
    kept = Attachment.objects.filter(
        owner_kind="post", owner_id__startswith=f"{post.public_id}:", public_id=public_id
    ).first()
    if kept is None:
        raise Refused(_("这个文件已经不在。"))
    if public_id in bodies.pictures(post.body):
        raise Refused(_("正文里还在用这张图片，请先从正文中去掉并保存。"))
    post.files = [one for one in post.files if one != public_id]
    post.lead_picture = "" if post.lead_picture == public_id else post.lead_picture
    post.save(update_fields=["files", "lead_picture"])
    if kept.owner_id == post_rules.owner_of(post):
        attachments.remove(kept, by=by, now=now)
    return post
