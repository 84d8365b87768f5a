"""The kinds of content an article is made of."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

INLINE = ["bold", "italic", "link", "superscript", "subscript", "strikethrough", "code"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(choices=[(2, "Heading"), (3, "Sub-heading"), (4, "Minor heading")], default=2)

    class Meta:
        icon = "title"


class PullQuoteBlock(blocks.StructBlock):
    """A sentence of the text, set large. It stands in the text already, so feeds and screen readers skip it."""

    text = blocks.TextBlock(max_length=500)
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

    class Meta:
        icon = "image"


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
    """Something that stands elsewhere, as a link: no request leaves the reader's machine before a click."""

    address = blocks.URLBlock(max_length=2000)
    title = blocks.CharBlock(required=False, max_length=300)

    class Meta:
        icon = "media"


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
    divider = blocks.StaticBlock(icon="horizontalrule", admin_text="A line between two parts")
