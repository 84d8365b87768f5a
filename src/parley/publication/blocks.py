"""The kinds of content an article is made of."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

INLINE = ["bold", "italic", "link", "superscript", "subscript", "strikethrough", "code"]

SOURCE_KEY = r"^[\w-]+$"
"""What may be the key of a source: it stands in the text as [^key]."""


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(choices=[(2, "Heading"), (3, "Sub-heading"), (4, "Minor heading")], default=2)

    class Meta:
        icon = "title"


class PullQuoteBlock(blocks.StructBlock):
    """A sentence of the text, set large. It stands in the text already, so feeds, search, print and screen readers have
    it once; one that does not stand there blocks publishing."""

    text = blocks.TextBlock(max_length=500, help_text="Copied from a paragraph of this article, word for word.")
    attribution = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "openquote"


class QuoteBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(features=INLINE)
    attribution = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "openquote"


class ListBlock(blocks.StructBlock):
    is_ordered = blocks.BooleanBlock(required=False)
    items = blocks.ListBlock(blocks.RichTextBlock(features=INLINE))

    class Meta:
        icon = "list-ul"


class ImageBlock(blocks.StructBlock):
    """A picture in the text. Without a file (an import that came without its media) its words are kept."""

    picture = ImageChooserBlock(required=False)
    address = blocks.CharBlock(
        required=False, max_length=2000, help_text="Where the file was, when it did not come along."
    )
    alternative_text = blocks.CharBlock(required=False, max_length=500)
    caption = blocks.CharBlock(required=False, max_length=500)
    credit = blocks.CharBlock(required=False, max_length=200)
    licence = blocks.CharBlock(required=False, max_length=120)
    is_decorative = blocks.BooleanBlock(
        required=False, help_text="It says nothing that the text does not say; it needs no alternative text."
    )

    class Meta:
        icon = "image"
        help_text = "What is left empty is taken from the picture in the library."


class RelatedBlock(blocks.StructBlock):
    """ "You might also like" inside the text."""

    title = blocks.CharBlock(max_length=300)
    address = blocks.CharBlock(max_length=2000)

    class Meta:
        icon = "link"


class CodeBlock(blocks.StructBlock):
    language = blocks.CharBlock(required=False, max_length=40)
    text = blocks.TextBlock()

    class Meta:
        icon = "code"


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(required=False, max_length=300)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False)), help_text="The first row is the heading."
    )

    class Meta:
        icon = "table"


class EmbedBlock(blocks.StructBlock):
    """Something that stands elsewhere, as a link with a preview from here: no request leaves the reader's
    machine before a click."""

    address = blocks.URLBlock(max_length=2000)
    title = blocks.CharBlock(required=False, max_length=300)
    description = blocks.CharBlock(required=False, max_length=500, help_text="What is to be seen or heard there.")
    picture = ImageChooserBlock(required=False, help_text="A picture of the library, shown as the preview.")

    class Meta:
        icon = "media"


class FactBoxBlock(blocks.StructBlock):
    """Facts beside the text: who is who, what happened when, abbreviations."""

    title = blocks.CharBlock(max_length=200)
    text = blocks.RichTextBlock(features=[*INLINE, "ul", "ol"])

    class Meta:
        icon = "info-circle"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=500)
    answer = blocks.RichTextBlock(features=[*INLINE, "ul", "ol"])


class QuestionsBlock(blocks.StructBlock):
    """An interview, or questions and answers."""

    items = blocks.ListBlock(QuestionBlock())

    class Meta:
        icon = "help"


class UpdateNoteBlock(blocks.StructBlock):
    """What was added to a text that goes on, with its moment. An error is set right by a correction instead."""

    moment = blocks.DateTimeBlock()
    text = blocks.RichTextBlock(features=INLINE)

    class Meta:
        icon = "history"


class SourceBlock(blocks.StructBlock):
    """A source of the article. Where the text leans on it, write its key in brackets: [^treaty]."""

    key = blocks.RegexBlock(
        regex=SOURCE_KEY,
        max_length=40,
        help_text="A short word for it, such as treaty or smith-2019; letters, digits and hyphens.",
        error_messages={"invalid": "Letters, digits, hyphens and underscores only, such as smith-2019."},
    )
    kind = blocks.ChoiceBlock(
        choices=[
            ("book", "Book"),
            ("article", "Article"),
            ("document", "Document"),
            ("interview", "Interview"),
            ("data", "Data"),
        ],
        default="article",
    )
    title = blocks.CharBlock(max_length=400, help_text="Of an interview: with whom.")
    authors = blocks.CharBlock(required=False, max_length=300)
    publication = blocks.CharBlock(required=False, max_length=300, help_text="Journal, publisher, archive or office.")
    date = blocks.CharBlock(required=False, max_length=60, help_text="As precise as it is known: 2019, or 7 May 2019.")
    pages = blocks.CharBlock(required=False, max_length=60)
    address = blocks.URLBlock(required=False, max_length=2000)
    note = blocks.CharBlock(
        required=False, max_length=500, help_text="How we know, or what a reader should know of it."
    )

    class Meta:
        icon = "link"


class SourcesBlock(blocks.StreamBlock):
    """An article's sources. They are numbered as the text names them first."""

    source = SourceBlock()


class BodyBlock(blocks.StreamBlock):
    """An article's body."""

    paragraph = blocks.RichTextBlock(features=INLINE, icon="pilcrow")
    heading = HeadingBlock()
    pull_quote = PullQuoteBlock()
    quote = QuoteBlock()
    list = ListBlock()
    image = ImageBlock()
    related = RelatedBlock()
    code = CodeBlock()
    table = TableBlock()
    embed = EmbedBlock()
    facts = FactBoxBlock()
    questions = QuestionsBlock()
    update_note = UpdateNoteBlock()
    divider = blocks.StaticBlock(icon="horizontalrule", admin_text="A line between two parts")
