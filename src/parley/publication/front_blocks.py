"""What an editor composes the front page of."""

from wagtail import blocks


class LeadBlock(blocks.StructBlock):
    """The article on top. Without one, or when it is withdrawn, the newest article leads."""

    article = blocks.PageChooserBlock(page_type="publication.ArticlePage", required=False)

    class Meta:
        icon = "pick"


class PicksBlock(blocks.StructBlock):
    """Articles that editors chose, in this order."""

    title = blocks.CharBlock(max_length=100, default="Editors' picks")
    articles = blocks.ListBlock(blocks.PageChooserBlock(page_type="publication.ArticlePage"), max_num=12)

    class Meta:
        icon = "list-ol"


class SectionRowBlock(blocks.StructBlock):
    """The newest articles of a section that do not stand higher on the page."""

    section = blocks.PageChooserBlock(page_type="publication.SectionPage")
    count = blocks.IntegerBlock(min_value=1, max_value=12, default=3, help_text="How many articles.")

    class Meta:
        icon = "folder-open-inverse"


class MostDiscussedBlock(blocks.StructBlock):
    """The articles with the most comments among those published lately; they may stand higher on the page, too."""

    title = blocks.CharBlock(max_length=100, default="Most discussed")
    count = blocks.IntegerBlock(min_value=1, max_value=12, default=4, help_text="How many articles.")
    days = blocks.IntegerBlock(min_value=1, max_value=365, default=30, help_text="Published within so many days.")

    class Meta:
        icon = "comment"


class NewestBlock(blocks.StructBlock):
    """The newest articles that do not stand higher on the page."""

    title = blocks.CharBlock(max_length=100, default="Newest", required=False)
    count = blocks.IntegerBlock(min_value=1, max_value=24, default=12, help_text="How many articles.")

    class Meta:
        icon = "date"


class FrontBlock(blocks.StreamBlock):
    """The front page. Empty: the newest articles."""

    lead = LeadBlock()
    picks = PicksBlock()
    section = SectionRowBlock()
    most_discussed = MostDiscussedBlock()
    newest = NewestBlock()

    class Meta:
        block_counts = {"lead": {"max_num": 1}, "most_discussed": {"max_num": 1}}
        required = False
