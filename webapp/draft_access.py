"""The draft that a page is about, if its visitor may see it."""

from __future__ import annotations

from flask import request

from screener.errors import PageMissingError
from webapp.access import viewer
from webapp.drafts import Access, Draft
from webapp.state import web_state


def draft_for(key: str, least: Access) -> Draft:
    """The draft of that key.

    Raises:
        PageMissingError: When there is none, or none for this visitor: the answer
            must not tell which.
    """
    state = web_state()
    draft = state.store.drafts.find(key, viewer().user, state.clock())
    if draft is None or draft.access < least:
        raise PageMissingError(source=request.path)
    return draft
