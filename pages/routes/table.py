"""Every plain route of the platform, for `app.py`; who may ask for each is said in `pages.routes.shell`."""

from pages.routes import (
    bundle,
    certificate_check,
    drafts,
    exports,
    files,
    health,
    links,
    places,
    print_course,
    print_own,
    readings,
    sign_in,
    slips,
    text_size,
    uploads,
    watching,
)

routes = [
    *health.routes,
    *watching.routes,
    *sign_in.routes,
    *files.routes,
    *exports.routes,
    *readings.routes,
    *print_own.routes,
    *certificate_check.routes,
    *drafts.routes,
    *bundle.routes,
    *slips.routes,
    *text_size.routes,
    *places.routes,
    *links.routes,
    *print_course.routes,
    *uploads.routes,
]
