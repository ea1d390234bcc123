"""Shows in Swagger UI how far each operation is on its way, where the document has `x-grade`.

A plugin puts the grade behind the path, where the list of operations can be read by it; Swagger UI itself shows
extensions only within an operation that is open. Redoc and Scalar show `x-badges` by themselves.
"""

from starlette.responses import HTMLResponse

PLUGIN = """<style>
    .grade { margin-left: .75em; padding: .1em .7em; border-radius: 1em; color: #fff; background: #8a8f98;
             font: 600 11px/1.6 sans-serif; white-space: nowrap; }
    .grade-wrapped { background: #b7791f } .grade-hybrid { background: #2b6cb0 } .grade-native { background: #2f855a }
    .grade-retired { background: #276749 } .grade-new { background: #6b46c1 }
    </style>
    <script>
    const Grades = (system) => ({ wrapComponents: { OperationSummaryPath: (Path) => (props) => {
        const place = ["paths", props.operationProps.get("path"), props.operationProps.get("method"), "x-grade"];
        const grade = system.specSelectors.specJson().getIn(place);
        const create = system.React.createElement;
        return create(system.React.Fragment, null, create(Path, props),
            grade ? create("span", { className: "grade grade-" + grade }, grade) : null);
    } } })
    """
FASTAPIS = ("<script>\n    const ui", "presets: [")  # where FastAPI's page begins, and where it has its plugins


def with_badges(page: HTMLResponse) -> HTMLResponse:
    """Return FastAPI's page with the plugin; one that looks otherwise stays as it is."""
    html = bytes(page.body).decode()
    if not all(text in html for text in FASTAPIS):
        return page
    html = html.replace(FASTAPIS[0], f"{PLUGIN}const ui", 1)
    return HTMLResponse(html.replace(FASTAPIS[1], f"plugins: [Grades],\n    {FASTAPIS[1]}", 1))
