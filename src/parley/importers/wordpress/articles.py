"""Posts and pages become articles; their authors, categories, tags and pictures come with them."""

from dataclasses import replace
from urllib.parse import urlsplit

from parley.importers.wordpress.blocks import body_of
from parley.importers.wordpress.kinds import Body, Image
from parley.importers.wordpress.ledger import Ledger
from parley.importers.wordpress.records import Author as WordPressAuthor
from parley.importers.wordpress.records import Channel, Post, Term
from parley.importers.wordpress.report import ImportReport
from parley.importers.wordpress.stream import stream_of
from parley.importers.wordpress.uploads import Uploads
from parley.kit import clock
from parley.kit.text import plain_text
from parley.kit.urls import page_path
from parley.publication.actions import NewArticle, open_section, publish_article, record_author
from parley.publication.errors import AddressTaken
from parley.publication.models import ArticlePage, Author, Picture, SectionPage

SECTION_OF_PAGES = "Pages"
SECTION_OF_OTHERS = "Articles"


class ArticleLoader:
    """Makes articles of posts. First it is shown the whole export (`know_…`), then it loads one post after another."""

    def __init__(self, ledger: Ledger, uploads: Uploads, report: ImportReport, channel: Channel) -> None:
        self.ledger, self.uploads, self.report, self.channel = ledger, uploads, report, channel
        self._authors: dict[str, WordPressAuthor] = {}
        self._terms: dict[tuple[str, str], Term] = {}
        self._attachments: dict[int, Image] = {}
        self._sections: dict[str, SectionPage] = {}
        self._addresses: dict[str, str] = {}
        """Old address without scheme → path here, of every article that will be public."""

    def know_author(self, author: WordPressAuthor) -> None:
        self._authors[author.login] = author

    def know_term(self, term: Term) -> None:
        self._terms[term.taxonomy, term.slug] = term

    def know_post(self, post: Post) -> None:
        """Attachments are pictures that other posts name by number; links to other posts will be links here."""
        if post.type in {"post", "page"} and (path := self._permalink(post, quietly=True)):
            self._addresses[_bare(post.link)] = path
        if post.type == "attachment" and post.attachment_url:
            caption = plain_text(post.excerpt)
            self._attachments[post.id] = Image(src=post.attachment_url, alt=post.alternative_text, caption=caption)

    def load_article(self, post: Post) -> ArticlePage | None:
        """The article of a post: the one that was made before, or a new one. None when it was removed here since."""
        standing = self.ledger.find("post", post.id)
        if standing is not None:
            article: ArticlePage | None = ArticlePage.objects.filter(pk=standing).first()
            if article is None:
                self.report.skip(post.type, "it was imported before and deleted here since")
            else:
                self.report.standing["article"] += 1
            return article
        article = self._publish(post)
        self.ledger.note("post", post.id, article.pk)
        self.report.made["article" if article.live else "draft"] += 1
        return article

    def _publish(self, post: Post) -> ArticlePage:
        body = body_of(post.content, base_url=post.link or self.channel.link, attachment=self._attachments.get)
        for note in body.notes:
            self._note(post, note)
        section, topics = self._place(post)
        hero = self._hero(post)
        new = NewArticle(
            title=plain_text(post.title) or f"Untitled ({post.id})",
            standfirst=body.standfirst or plain_text(post.excerpt),
            section=section,
            authors=self._bylines(post),
            published_at=post.published or post.modified or clock.now(),
            body=stream_of(body, self._picture_of, self._address_here),
            slug=post.slug,
            permalink=self._permalink(post),
            topics=topics,
            hero=hero,
            hero_credit=body.credit,
            takes_comments=post.comment_status == "open",
            is_public=self._is_public(post),
        )
        self._note_missing_pictures(post, body)
        try:
            return publish_article(new)
        except AddressTaken:
            self._note(post, f"its address {new.permalink} is taken by another article; it got a new one.")
            return publish_article(replace(new, permalink=""))

    def _is_public(self, post: Post) -> bool:
        if post.password:
            self._note(post, "it had a password; it is a draft here.")
            return False
        if post.status == "future":
            self._note(post, "it was scheduled; it is a draft here. Schedule it again.")
        elif post.status == "private":
            self._note(post, "it was private; it is a draft here.")
        return post.status == "publish"

    def _place(self, post: Post) -> tuple[SectionPage, list[str]]:
        """The section (the first category) and the topics (the tags, then the other categories)."""
        if post.type == "page":
            return self._section("pages", SECTION_OF_PAGES, ""), [tag.name for tag in post.tags]
        categories = post.categories
        topics = [tag.name for tag in post.tags] + [category.name for category in categories[1:]]
        if not categories:
            return self._section("articles", SECTION_OF_OTHERS, ""), topics
        first = categories[0]
        term = self._terms.get(("category", first.slug))
        return self._section(first.slug, first.name, plain_text(term.description) if term else ""), topics

    def _section(self, slug: str, title: str, description: str) -> SectionPage:
        if slug not in self._sections:
            known = SectionPage.objects.count()
            self._sections[slug] = open_section(title=title, slug=slug, description=description)
            self.report.made["section"] += SectionPage.objects.count() - known
        return self._sections[slug]

    def _bylines(self, post: Post) -> list[Author]:
        if not post.author_login:
            return []
        known = self._authors.get(post.author_login)
        name = known.display_name if known else post.author_login
        before = Author.objects.count()
        author = record_author(name=name or post.author_login, slug=post.author_login)
        self.report.made["author"] += Author.objects.count() - before
        return [author]

    def _address_here(self, address: str) -> str:
        """The path here of an article that came along, else the address as it was."""
        return self._addresses.get(_bare(address), address)

    def _permalink(self, post: Post, *, quietly: bool = False) -> str:
        """The old address, so that every link to it goes on working; "" for a plain one (`?p=12`) or a draft's."""
        if urlsplit(post.link).query or post.status != "publish":
            return ""
        try:
            path = page_path(post.link)
        except ValueError:
            if not quietly:
                self._note(post, f"its address {post.link} cannot be kept.")
            return ""
        return "" if path == "/" else path

    def _hero(self, post: Post) -> Picture | None:
        attachment = self._attachments.get(post.thumbnail_id or 0)
        if attachment is None:
            return None
        picture = self._picture_of(attachment)
        if picture is None:
            self._note(post, f"its lead picture {attachment.src} did not come along; give the folder with --uploads.")
        return picture

    def _picture_of(self, image: Image) -> Picture | None:
        """The picture of an address, taken from the uploads folder once."""
        standing = self.ledger.find("picture", image.src[-200:])
        if standing is not None:
            known: Picture | None = Picture.objects.filter(pk=standing).first()
            return known
        picture = self.uploads.picture(image)
        if picture is not None:
            self.ledger.note("picture", image.src[-200:], picture.pk)
            self.report.made["picture"] += 1
        return picture

    def _note_missing_pictures(self, post: Post, body: Body) -> None:
        missing = [b.src for b in body.blocks if isinstance(b, Image) and not self.uploads.has(b.src)]
        if missing:
            self._note(post, f"{len(missing)} pictures did not come along, such as {missing[0]}; give --uploads.")

    def _note(self, post: Post, sentence: str) -> None:
        self.report.note(f"“{plain_text(post.title) or post.id}”: {sentence}")


def _bare(address: str) -> str:
    """An address without scheme, "www.", last slash, query and fragment: what two spellings of it share."""
    parts = urlsplit(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}".casefold()
