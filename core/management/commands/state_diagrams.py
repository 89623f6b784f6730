"""manage.py state_diagrams: docs/states/<record>.md drawn from the machines; --check compares only."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override
from django_fsm import FSMFieldMixin

from core.moves import GATES, MOVES


def machines() -> list:
    """(model, state field) of every record with a state machine."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, FSMFieldMixin)
    ]


def transitions_of(model, field) -> list:
    """Every declared transition, one per source state, in a fixed order."""
    return sorted(field.get_all_transitions(model), key=lambda t: (t.name, str(t.source)))


def targets_of(model, transition) -> list[str]:
    """Where a transition may lead; one with a remembered state names them all."""
    target = transition.target
    return (
        [str(state) for state in target.allowed_states or []]
        if hasattr(target, "get_state")
        else [str(target)]
    )


def diagram(model, field) -> str:
    """The machine as a page: a Mermaid diagram and a table of its moves with gates and guards."""
    lines = [f"# {model.__name__}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {field.default}"]
    arrows = set()
    for transition in transitions_of(model, field):
        arrows |= {
            f"    {transition.source} --> {target}: {transition.name}"
            for target in targets_of(model, transition)
        }
    lines += [*sorted(arrows), "```", "", "| move | from | to | gate | checks |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *_table(model, field)]) + "\n"


def _table(model, field) -> list[str]:
    rows = {}
    for transition in transitions_of(model, field):
        row = rows.setdefault(transition.name, {"from": [], "to": set(), "checks": []})
        row["from"].append(str(transition.source))
        row["to"].update(targets_of(model, transition))
        row["checks"] = [condition.code for condition in transition.conditions]
    return [
        f"| `{name}` | {', '.join(row['from'])} | {', '.join(sorted(row['to']))} | {_gate(model, name)} "
        f"| {', '.join(row['checks'])} |"
        for name, row in sorted(rows.items())
    ]


def _gate(model, move) -> str:
    declared = MOVES.get((model, move))
    return GATES[model, move].code if declared and declared.gate else ""


class Command(BaseCommand):
    help = "Write the state diagrams to docs/states, or compare them (--check)."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        folder = Path(settings.BASE_DIR) / "docs/states"
        folder.mkdir(parents=True, exist_ok=True)
        with override("en"):
            pages = {
                folder / f"{model._meta.model_name}.md": diagram(model, field) for model, field in machines()
            }
        stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
        gone = [path for path in folder.glob("*.md") if path not in pages]
        if check and (stale or gone):
            names = ", ".join(path.name for path in stale + gone)
            raise CommandError(f"Out of date: {names}. Run manage.py state_diagrams.")
        for path in stale:
            path.write_text(pages[path])
        for path in gone:
            path.unlink()
        self.stdout.write(f"{len(pages)} machines, {len(stale)} pages written.")
