"""What is looked at on an open page: accessibility by axe-core, the width of a phone, the keyboard. Says what is wrong.

Knows Playwright's page and how the theme switches to dark; knows none of our screens.
"""

from axe_playwright_python.sync_playwright import Axe

DESK, PHONE = 1440, 390
HEIGHT = 900
THEMES = ("light", "dark")
LOOKS = tuple((width, theme) for width in (DESK, PHONE) for theme in THEMES)
QUICK = LOOKS[:3]  # colours are the same on a phone
GRAVE = ("critical", "serious")
_AXE = Axe()
_SWITCH = """(theme) => {
    Alpine.$data(document.documentElement).switchTheme?.(theme);
    return document.documentElement.classList.contains(theme);
}"""
# The theme changes colours only; what else axe-core looks at is looked at once a width.
_RUN = """async (theme) => {
    const only = theme === "light" ? {} : {runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}};
    const found = await axe.run(document, {resultTypes: ["violations"], elementRef: false, ...only});
    return found.violations.map((one) => [one.impact, one.id, one.nodes.map((node) =>
        node.target.flat().join(" ") + " | " + node.html.slice(0, 140) + " | "
        + [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ").slice(0, 220))]);
}"""
# Whatever looks as if it could be clicked must take the focus, itself or something around it or, for a label, in it.
_DEAF = """() => [...document.querySelectorAll("body *")].filter((one) => {
    if (!one.checkVisibility({visibilityProperty: true}) || getComputedStyle(one).cursor !== "pointer") return false;
    if (one.parentElement && getComputedStyle(one.parentElement).cursor === "pointer") return false;
    const keys = "a[href], button, input, select, textarea, summary, [tabindex], video";
    if ([...one.children].every((child) => child.matches(keys)) && one.children.length) return false;
    return !(one.closest(keys) || (one.matches("label") && one.control) || one.closest("label")?.control);
}).map((one) => one.outerHTML.slice(0, 140))"""
_STYLE = """(one) => ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor",
    "textDecorationLine", "stroke", "strokeWidth"].map((name) => getComputedStyle(one)[name]).join()"""
_TAB = f"""(seen) => {{
    const style = {_STYLE}, one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    // What is around an unseen input of a file, or the shape in a drawing, may show the focus instead.
    const near = [one, one.parentElement, one.parentElement.parentElement, one.querySelector("rect") ?? one];
    const looks = () => near.map(style).join();
    const box = one.getBoundingClientRect(), focused = looks(), name = one.outerHTML.slice(0, 120);
    const shown = one.checkVisibility({{opacityProperty: one.type !== "file"}}) && box.width > 0 && box.height > 0;
    one.blur();
    const changed = looks() !== focused;
    one.focus({{preventScroll: true, focusVisible: true}});
    const said = one.getAttribute("aria-label") || one.innerText || one.name || "";
    return [name, shown, changed, `${{one.id}} ${{said}}`];
}}"""


def wear(page, theme):
    """Switch the open page to "light" or "dark"; a page without the dashboard's frame follows the machine."""
    page.emulate_media(color_scheme=theme)
    if not page.evaluate("Boolean(window.Alpine)"):
        return
    page.wait_for_function(_SWITCH, arg=theme, polling=50)


def faults(page, looks=LOOKS):
    """Everything grave on the open page, at each width and in each theme of `looks`, as sentences."""
    found = []
    page.wait_for_load_state("load")
    page.add_style_tag(content="*, ::before, ::after { transition: none !important; animation: none !important; }")
    page.evaluate(_AXE.axe_script)
    for width, theme in looks:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wear(page, theme)
        found += [f"{width} px, {theme}: {fault}" for fault in grave(page, theme)]
        if theme == THEMES[0]:
            found += [f"{width} px: {fault}" for fault in (*too_wide(page), *deaf(page))]
    return found


def grave(page, theme):
    """What axe-core calls critical or serious; its script was loaded by `faults`."""
    for impact, rule, places in page.evaluate(_RUN, theme):
        if impact in GRAVE:
            yield f"{rule} ({impact}) at {len(places)} places, such as {places[0]}"


def too_wide(page):
    """The page scrolls sideways."""
    wide, there = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide > there:
        yield f"the page is {wide} px wide"


def deaf(page):
    """What a mouse can press and the keyboard cannot reach."""
    for one in page.evaluate(_DEAF):
        yield f"no key reaches {one}"


def tabbed(page, most=200):
    """Press Tab through the page; tell what took the focus, in order, and where the focus cannot be seen."""
    names, found, seen = [], [], set()
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(_TAB, None)
        if at is None:
            break
        html, shown, changed, name = at
        if (html, name) in seen and len(seen) > 3 and name == names[0]:
            break
        seen.add((html, name))
        names.append(name)
        if not shown:
            found.append(f"the focus is on something unseen: {html}")
        elif not changed:
            found.append(f"the focus cannot be seen on {html}")
    return names, found
