"""The publisher's rules on comments, `[rules]` in `parley.toml`. What a line may be, the filter's own policy says."""

from pydantic import BaseModel, ConfigDict, Field

Lines = tuple[str, ...]


class Rules(BaseModel):
    """The names are those of `spamfilter.Policy`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    banned_words: Lines = Field(
        (),
        description="Words and phrases that make a comment spam, in its text, its links or its writer's name. Whole "
        "words, any case; a star at the end matches all endings, as in 'casino*'.",
    )
    suspect_words: Lines = Field((), description="Words and phrases that let a comment wait for a moderator.")
    banned_hosts: Lines = Field(
        (),
        description="Hosts, with all below them, that make a comment spam when it or its writer's website leads there: "
        "'bad.example', or '.example' for a whole ending.",
    )
    suspect_hosts: Lines = Field((), description="Hosts that let a comment wait.")
    allowed_hosts: Lines = Field(
        (),
        description="Hosts whose links do not count in most_links and hold_links_of_unknown_readers, such as your own.",
    )
    banned_addresses: Lines = Field(
        (), description="E-mail addresses whose comments are spam: 'sam@bad.example', or '@bad.example' for a host."
    )
    suspect_addresses: Lines = Field((), description="E-mail addresses whose comments wait.")
    languages: Lines = Field(
        (),
        description="Languages of the conversation, as in ['en', 'de']; a comment in another one waits. Empty: any. "
        "Takes 75 MB of memory.",
    )
    most_links: int | None = Field(None, ge=0, description="A comment with more links than this waits.")
    hold_links_of_unknown_readers: bool = Field(
        True,
        description="A comment with a link waits until a moderator has approved one of its writer's, and until then "
        "the writer's name does not lead to the website.",
    )
    hold_first_comment: bool = Field(
        False, description="Comments of readers of whom none stands in public wait for a moderator."
    )
    hold_newcomers_after_days: int | None = Field(
        None, ge=0, description="Under articles of this age, comments of readers of whom none stands in public wait."
    )
    hold_everyone_after_days: int | None = Field(
        None, ge=0, description="Under articles of this age, every comment waits."
    )
