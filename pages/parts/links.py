"""Addresses within the platform, as notices store them, as links that keep the session."""

import contextlib
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

PAGES = {
    "/certificate": "cadre/certificate.py",
    "/coverage": "hr/coverage.py",
    "/course": "cadre/course.py",
    "/inbox": "trainer/inbox.py",
    "/inquiry": "cadre/inquiry.py",
    "/marking": "trainer/marking.py",
    "/lost-passes": "hr/lost_passes.py",
    "/objections": "hr/objections.py",
    "/person": "hr/person.py",
    "/result": "cadre/result.py",
    "/results": "cadre/results.py",
    "/roles": "admin/grants.py",
    "/assign": "hr/assign.py",
    "/settings": "admin/settings.py",
    "/staff-list": "admin/staff_list.py",
    "/units": "admin/units.py",
    "/transfers": "admin/transfers.py",
}


def show(label: str, address: str, *, icon: str | None = None) -> None:
    """Show a link to one of our pages; nothing where the address is none, or not for this person any more."""
    parts = urlsplit(address)
    page = PAGES.get(parts.path)
    if page is None:
        return
    with contextlib.suppress(st.errors.StreamlitAPIException):  # the page of a right that was taken away
        st.page_link(page, label=label, icon=icon, query_params=dict(parse_qsl(parts.query)))
