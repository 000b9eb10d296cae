"""The kinds of boilerplate lines, with the role and the reason of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cleaner.document import Role

SURE, LIKELY = 1.0, 0.5


class Kind(Enum):
    """A kind of boilerplate line: the role of such a line, and the reason that people are shown.

    >>> Kind.BREADCRUMB.role, Kind.BREADCRUMB.reason
    (<Role.NAVIGATION: 'navigation'>, 'breadcrumb')
    """

    BREADCRUMB = Role.NAVIGATION, "breadcrumb"
    MENU = Role.NAVIGATION, "menu"
    CONTROL = Role.NAVIGATION, "control"
    CONTROLS = Role.NAVIGATION, "controls"
    PAGER = Role.NAVIGATION, "pager"
    PREVIOUS_OR_NEXT = Role.NAVIGATION, "previous or next"
    SHARE = Role.NAVIGATION, "share or follow"
    QUESTION_LABEL = Role.NAVIGATION, "label of a question page"
    PAGE_TITLE = Role.NAVIGATION, "title of the page"
    FIELDS = Role.METADATA, "source, date or author"
    ADDRESS = Role.METADATA, "address of a page"
    TAGS = Role.METADATA, "tags"
    COUNTER = Role.METADATA, "counter"
    FORUM_LINE = Role.METADATA, "forum line"
    NEWSPAPER_PAGE = Role.METADATA, "newspaper page"
    TITLE_LABEL = Role.METADATA, "label of the title"
    TAKEN_FROM = Role.METADATA, "where it was taken from"
    SUMMARY = Role.SUMMARY, "summary"
    LINK_LIST = Role.RELATED, "heading of a link list"
    HEADLINE = Role.RELATED, "headline with a date"
    COMMENTS = Role.COMMENT, "heading of comments"
    REPLY = Role.COMMENT, "reply"
    DISCLAIMER = Role.DISCLAIMER, "disclaimer"
    COPYRIGHT = Role.DISCLAIMER, "copyright"
    CONTACT = Role.DISCLAIMER, "contact"
    CAPTION = Role.CAPTION, "caption"
    PHOTO_CREDIT = Role.CAPTION, "photo credit"
    IMAGE_NAME = Role.CAPTION, "image or file name"
    NOVEL_SITE = Role.ADVERTISEMENT, "novel site"
    INJECTED = Role.ADVERTISEMENT, "injected advertising"
    STRAY_MARK = Role.BOILERPLATE, "stray mark"
    LOST_CHARACTERS = Role.DAMAGE, "lost characters"

    def __init__(self, role: Role, reason: str) -> None:
        self.role = role
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Cue:
    """What a line looks like.

    - `strength`: `SURE` when the line alone decides, `LIKELY` when position or neighbours must agree;
    - `opens`: whether the line is a heading whose section shares its role.
    """

    kind: Kind
    strength: float = SURE
    opens: bool = False

    @property
    def role(self) -> Role:
        """The role of such a line."""
        return self.kind.role

    @property
    def reason(self) -> str:
        """What people are told about such a line."""
        return self.kind.reason
