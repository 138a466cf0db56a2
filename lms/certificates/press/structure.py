"""The structure tree of a tagged PDF (ISO 32000-1, 14.7) from the traces that drawing left."""

from collections.abc import Iterator, Sequence

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from lms.certificates.press.ink import Event, Trace


def tag(pdf: Pdf, pages: Sequence[Object], traces: Sequence[tuple[Event, ...]]) -> None:
    """Gives the pages their structure, in the order in which they were drawn."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = _element(pdf, root, "Document")
    root.K = document
    numbers = Array()
    for place, (page, events) in enumerate(zip(pages, traces, strict=True)):
        owners = _page(pdf, document, page, events)
        page.StructParents = place
        page.Tabs = Name.S
        numbers.append(place)
        numbers.append(pdf.make_indirect(Array(owners)))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _page(pdf: Pdf, document: Object, page: Object, events: tuple[Event, ...]) -> list[Object]:
    """Builds the elements of a page; what each mark on it belongs to."""
    path: list[Object] = [document]
    owners: list[Object] = []
    named: dict[str, Object] = {}
    for kind, *rest in _steps(events):
        match kind, rest:
            case "open", [str(role), str(alt), str(name)]:
                element = path[-1] if role == "Artifact" else _element(pdf, path[-1], role, alt)
                if element is not path[-1]:
                    path[-1].K.append(element)
                if name:
                    named[name] = element
                path.append(element)
            case "reopen", [str(name)]:
                path.append(named[name])
            case "close", _:
                path.pop()
            case "mark", _:
                path[-1].Pg = page
                path[-1].K.append(len(owners))
                owners.append(path[-1])
    return owners


def _steps(events: tuple[Event, ...]) -> Iterator[Event]:
    for event in events:
        if isinstance(event[-1], Trace):
            yield from event[-1].events
        else:
            yield event


def _element(pdf: Pdf, parent: Object, role: str, alt: str = "") -> Object:
    entries = Dictionary(S=Name(f"/{role}"), P=parent, K=Array())
    if alt:
        entries.Alt = String(alt)
    if role == "TH":
        entries.A = Dictionary(O=Name.Table, Scope=Name.Column)
    return pdf.make_indirect(entries)
