"""Somebody at a screen, who looks at every page: is it accessible, does it fit, did the browser complain?"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Locator, WebError

from tests.people import PASSWORD

TIMEOUT = 15_000
"""ms; the machine may be busy."""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# evaluate() goes past the page's security policy, which stays on for the page itself.
EXAMINE = """
async (standards) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: standards}, resultTypes: ["violations"]});
  return {
    width: document.scrollingElement.scrollWidth,
    violations: found.violations.map(({id, help, nodes}) => ({
      id, help, places: nodes.map((node) => `${node.html}\\n      ${node.failureSummary.replace(/\\s+/g, " ")}`),
    })),
  };
}
"""
REPORT_REFUSALS = """
addEventListener("securitypolicyviolation", (refusal) => console.error(
  `policy: ${refusal.effectiveDirective} refused ${refusal.blockedURI} in ${refusal.sourceFile}:${refusal.lineNumber}`));
"""


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    width: int
    height: int
    touch: bool = False
    browser: dict[str, Any] = field(default_factory=dict)
    """What a browser of this device has beside its size."""

    def __str__(self) -> str:
        return self.name


PHONE = Screen(
    "phone",
    390,
    844,
    touch=True,
    browser={
        "is_mobile": True,
        "device_scale_factor": 2,
        "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0.0.0 Mobile Safari/537.36",
    },
)
DESKTOP = Screen("desktop", 1280, 800)


class Viewer:
    """A browser of one person. `seen` holds the address of every page that was looked at."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        screen: Screen,
        *,
        scripts: bool = True,
        colours: Literal["light", "dark"] = "light",
    ) -> None:
        self.screen, self.scripts = screen, scripts
        self.seen: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": screen.width, "height": screen.height},
            has_touch=screen.touch,
            color_scheme=colours,
            reduced_motion="reduce",
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            **screen.browser,
        )
        self.context.set_default_timeout(TIMEOUT)
        self.context.add_init_script(REPORT_REFUSALS)
        self.context.on("console", self._hear)
        self.context.on("weberror", self._hear_error)
        self.new_tab()

    def new_tab(self) -> None:
        """From now on the person looks at a new tab; the others stay open."""
        self.page = self.context.new_page()
        if not self.scripts:
            # In a session of our own, because examine() has to lift it: axe needs promises, which are scripts too.
            self.switch = self.context.new_cdp_session(self.page)
            self._allow_scripts(False)

    # --- acting ------------------------------------------------------------------------------------------------------

    def enter(self, login: str) -> "Viewer":
        """Signs in through the form, and stands at the desk."""
        self.open("/")
        self.fill(login=login, password=PASSWORD)
        self.follow('form[action="/sign-in"] .btn-primary')
        assert self.path == "/"
        return self

    def sign_in_by_keyboard(self, login: str) -> None:
        self.open("/")
        for name, value in (("login", login), ("password", PASSWORD)):
            self.tab_to(f'[name="{name}"]')
            self.page.keyboard.type(value)
        self.strike("Enter")
        assert self.path == "/"

    def open(self, path: str, *, status: int = 200) -> None:
        """Types an address and looks at what comes."""
        with self.forgiving(rf"status of {status}\b" if status >= 400 else None):
            answer = self.page.goto(path)
            assert answer
            assert answer.status == status, (path, answer.status, self.told()[:500])
            self.look()

    def reload(self) -> None:
        self.page.reload()
        self.look()

    def press(self, where: str | Locator) -> None:
        target = self.the(where)
        target.tap() if self.screen.touch else target.click()

    def follow(self, where: str | Locator, *, status: int = 200) -> None:
        """Presses what leads to another page, or sends a form, and looks at what comes."""
        with self.forgiving(rf"status of {status}\b" if status >= 400 else None):
            with self.page.expect_navigation() as arriving:
                self.press(where)
            self._arrived(arriving.value.status if arriving.value else 200, status)

    def strike(self, key: str, *, status: int = 200) -> None:
        """Presses a key that sends a form or follows a link, and looks at what comes."""
        with self.forgiving(rf"status of {status}\b" if status >= 400 else None):
            with self.page.expect_navigation() as arriving:
                self.page.keyboard.press(key)
            self._arrived(arriving.value.status if arriving.value else 200, status)

    def tab_to(self, selector: str) -> None:
        """Presses Tab until the focus is there; whoever has no pointer gets to everything."""
        for _ in range(120):
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector} on {self.path}")

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.fill(f'[name="{name}"]', value)

    def until(self, condition: str) -> None:
        """Waits for an expression to hold. (Playwright's own wait needs eval, which the page's policy forbids.)"""
        deadline = time.monotonic() + TIMEOUT / 1000
        while not self.page.evaluate(condition):
            assert time.monotonic() < deadline, f"not within {TIMEOUT} ms: {condition}"
            self.page.wait_for_timeout(100)

    def marks(self) -> dict[str, str]:
        """What is chosen in the radio buttons of the page, by name."""
        chosen = self.the("input[type=radio]:checked").all()
        return {one.get_attribute("name") or "": one.input_value() for one in chosen}

    # --- looking -----------------------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def the(self, where: str | Locator) -> Locator:
        return self.page.locator(where) if isinstance(where, str) else where

    def told(self) -> str:
        """What stands on the page."""
        return self.page.inner_text("body")

    def look(self) -> None:
        """Axe finds nothing, nothing is wider than the screen, and the browser had no complaint up to here."""
        self.page.wait_for_load_state()
        found = self.examine()
        faults = [
            f"{one['id']}: {one['help']}" + "".join(f"\n    {place}" for place in one["places"])
            for one in found["violations"]
        ]
        if found["width"] > self.screen.width:
            faults.append(f"the page is {found['width']} px wide, the screen {self.screen.width}")
        faults += self.complaints
        assert not faults, "\n  ".join([f"{self.page.url} on the {self.screen}:", *faults])
        self.seen.append(self.path)

    def examine(self) -> dict[str, Any]:
        if not self.scripts:
            self._allow_scripts(True)
        self.page.evaluate(AXE_SCRIPT)
        found: dict[str, Any] = self.page.evaluate(EXAMINE, STANDARDS)
        if not self.scripts:
            self._allow_scripts(False)
        return found

    @contextmanager
    def forgiving(self, pattern: str | None) -> Iterator[None]:
        """Complaints that match are part of the story: a refusal that was provoked, a line that was cut."""
        before = len(self.complaints)
        self.pardoned = pattern
        yield
        self.pardoned = None
        if pattern:
            told = self.complaints[before:]
            self.complaints[before:] = [one for one in told if not re.search(pattern, one)]

    # --- inside ------------------------------------------------------------------------------------------------------

    pardoned: str | None = None

    def _arrived(self, status: int, expected: int) -> None:
        assert status == expected, (self.path, status, self.told()[:500])
        self.look()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (self.pardoned and re.search(self.pardoned, message.text)):
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _hear_error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _allow_scripts(self, allowed: bool) -> None:
        self.switch.send("Emulation.setScriptExecutionDisabled", {"value": not allowed})
