"""The command line: `practice-model`.

Imports stand inside the commands, so that help comes at once. What a user typed or filled in
wrongly comes back as a list of faults and exit code 1, never as a traceback.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from practice_model.faults import Fault, Faults

app = typer.Typer(
    name="practice-model",
    help="Facts for the negotiating table: one scenario in, one negotiation brief out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich would double the time that help takes
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
medicare = typer.Typer(
    help="Medicare prices and tables.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(medicare, name="medicare")

STOPPED = 130  # the exit code of a command that the user stopped
Inputs = Annotated[
    Path | None, typer.Option("--inputs", help="The inputs folder; the nearest one by default.")
]

LINE_COLUMNS = (
    "CSV of lines with columns service_date, hcpcs, setting (office, facility, asc, hopd) and "
    "units; if known also modifiers, locality, cbsa, claim_id. Other columns come back as they are."
)


@app.command()
def brief(  # noqa: PLR0917
    scenario: Annotated[
        list[str] | None, typer.Argument(help="Scenario files, or their names.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every scenario under inputs/.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="The portfolio's folder; reports/<client> by default.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Scenarios that run at once.")] = 1,
    draws: Annotated[int | None, typer.Option(min=1, help="Draws for ranges and odds.")] = None,
    seed: Annotated[int | None, typer.Option(help="Makes the draws repeatable.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Run what has not changed too.")] = False,
    inputs: Inputs = None,
) -> None:
    """Turn scenarios into briefs, and write the index over them."""
    from practice_model.briefs import batch, scenarios, screen

    if bool(scenario) == every:
        raise typer.BadParameter("name the scenarios, or give --all")
    if every:
        files = scenarios.all_scenarios(scenarios.inputs_folder(inputs))
    else:
        files = scenarios.found(scenario or (), inputs)
    folder = out or batch.default_folder(files)
    results = batch.run_briefs(
        files, folder, jobs, again=again, tell=screen.progress, draws=draws, seed=seed
    )
    screen.show_results(results, folder)
    if any(result.status == "failed" for result in results):
        raise typer.Exit(1)


@app.command(name="list")
def list_scenarios(inputs: Inputs = None) -> None:
    """Show the scenarios: their question, counterparty and last run."""
    from practice_model.briefs import scenarios, screen

    folder = scenarios.inputs_folder(inputs)
    screen.show_scenarios(scenarios.all_scenarios(folder), folder.parent / "reports")


@app.command()
def check(
    path: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; all of inputs/ by default.")
    ] = None,
    inputs: Inputs = None,
) -> None:
    """Tell every fault of every input; exit 1 if there is any."""
    from practice_model.briefs import checking, scenarios, screen

    checked = checking.check(path or [scenarios.inputs_folder(inputs)])
    screen.show_checked(len(checked.good), sorted(checked.remarks))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The new client's folder.")],
) -> None:
    """Make a new client's folder: inputs to fill, each with its comment."""
    from practice_model.briefs import start

    for line in start.init(folder):
        print(line)


@app.command()
def synthetic(
    out: Annotated[Path, typer.Option(help="Where the made claims and tables go.")],
    seed: Annotated[
        int | None, typer.Option(help="Who comes when; the totals do not depend on it.")
    ] = None,
    scale: Annotated[int, typer.Option(min=1, help="So many such practices at once.")] = 1,
    student: Annotated[
        int | None, typer.Option(help="A seed of other volumes under the same contracts.")
    ] = None,
) -> None:
    """Make the synthetic practice's claims, and check their totals."""
    from practice_model.briefs import doors

    print(doors.make_synthetic(out, seed, scale, student))


@app.command(name="import")
def import_claims(  # noqa: PLR0917
    file: Annotated[Path, typer.Argument(help="A client's claim lines, CSV or Parquet.")],
    out: Annotated[Path, typer.Option(help="Where the clean claims go (Parquet).")],
    payers: Annotated[
        Path, typer.Option(help="YAML: each payer's alias and how the export spells it.")
    ],
    salt: Annotated[
        Path | None,
        typer.Option(help="Text file with the client's secret; else PRACTICE_MODEL_SALT."),
    ] = None,
    patient: Annotated[
        str, typer.Option(help="The column that tells patients apart, where several could.")
    ] = "",
    dates: Annotated[str, typer.Option(help="iso, month/day/year or day/month/year.")] = "iso",
) -> None:
    """Bring a client's claims in: names dropped, identifiers hashed, all of it told."""
    from practice_model.briefs import doors

    told = doors.import_client_claims(
        file, out, payers=payers, salt=salt, patient=patient, dates=dates
    )
    print(told)


@medicare.command()
def price(  # noqa: PLR0917
    lines: Annotated[Path, typer.Argument(help=LINE_COLUMNS)],
    out: Annotated[Path | None, typer.Option(help="Where to write; the screen otherwise.")] = None,
    qp: Annotated[bool, typer.Option("--qp", help="The qualifying participants' factor.")] = False,
    stand_in: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="A quarter that stands in for drugs not held."),
    ] = None,
    proposed: Annotated[
        str, typer.Option(help="Price a year by its proposed rule, such as 2027.")
    ] = "",
    inputs: Inputs = None,
) -> None:
    """Price claim lines at Medicare: allowed amount, status and basis for each."""
    from practice_model.briefs import scenarios, screen
    from practice_model.readers.medicare_tables import load_medicare
    from practice_model.readers.price_lines_files import price_file

    tables = load_medicare(scenarios.inputs_folder(inputs) / "medicare")
    if proposed and proposed not in tables.rules.proposed:
        known = ", ".join(sorted(tables.rules.proposed))
        raise typer.BadParameter(f"no proposal {proposed!r} is known, only {known}")
    with screen.written(out) as target:
        day = stand_in.date() if stand_in else None
        priced = price_file(lines, target, tables, qp, drug_stand_in=day, proposed=proposed)
    screen.show_priced(priced, out)


@medicare.command()
def exposure(
    payer: Annotated[
        list[str] | None, typer.Option(help="Payers that follow Medicare; MCR and MA by default.")
    ] = None,
    proposed: Annotated[str, typer.Option(help="The proposed rule.")] = "2027",
    inputs: Inputs = None,
) -> None:
    """Show what the proposed same-day cut of visits would take, on the practice's own claims."""
    from practice_model.briefs import scenarios, screen
    from practice_model.practice import Practice
    from practice_model.questions.same_day_rule import exposure as exposed
    from practice_model.readers.inputs import load
    from practice_model.readers.medicare_tables import load_medicare

    folder = scenarios.inputs_folder(inputs)
    practice = load(folder / "practice" / "practice.yaml", Practice).terms
    tables = load_medicare(folder / "medicare")
    try:
        table = exposed(practice, tables, payer or ["MCR", "MA"], proposed)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    screen.show_exposure(table, proposed, synthetic=practice.synthetic)


@medicare.command()
def add(
    file: Annotated[list[Path], typer.Argument(help="CMS's own files, single or zipped.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Take a file that contradicts what is held.")
    ] = False,
    inputs: Inputs = None,
) -> None:
    """Add CMS's release files to inputs/medicare/."""
    from practice_model.briefs import scenarios
    from practice_model.readers.medicare_add import add_releases

    print(add_releases(file, scenarios.inputs_folder(inputs) / "medicare", replace=replace))


def main() -> None:
    """Run the command line; print faults to the screen and leave with 1."""
    try:
        app()
    except Faults as faults:
        print(faults, file=sys.stderr)
        sys.exit(1)
    except SystemExit as left:
        if left.code == STOPPED:
            print("stopped; what was finished is kept", file=sys.stderr)
        raise
    except OSError as error:
        reason = (error.strerror or "cannot be read or written").lower()
        print(Faults([Fault(str(error.filename or ""), 0, "", reason)]), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
