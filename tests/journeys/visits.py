"""A browser window that remembers what it asked for and what went wrong."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


class Visit:
    """One reader's window."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))

    def open(self, path: str) -> Response:
        response = self.page.goto(path)
        assert response is not None
        return response

    def comment(self, text: str, *, name: str, email: str = "", notify: str = "No") -> None:
        """Fill the form in; not sent yet."""
        self.page.get_by_label("Comment *").fill(text)
        self.page.get_by_label("Name *").fill(name)
        self.page.get_by_label("Email *").fill(email or f"{name.split()[0].lower()}@example.org")
        self.page.get_by_label(notify, exact=True).check()

    def post(self) -> None:
        """Send it, and from the private page go on to its place, where it is published already."""
        self.page.get_by_role("button", name="Post comment").click()
        self.see_in_place()

    def see_in_place(self) -> None:
        link = self.page.get_by_role("link", name="See it in its place")
        if link.count():
            link.click()

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
