"""The jobs that `init` writes, the action and the component: pinned, read-only where they read, and run as written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from tests.acceptance.installed import ROOT, environment, git, run
from tests.acceptance.manual import QF_001
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance
SKELETON = ROOT / "qmsdoc" / "editing" / "skeleton"
BIN = Path(sys.executable).parent
WORKFLOWS = sorted((SKELETON / "github" / "workflows").glob("*.yml"))


def job_steps(path: Path) -> list[dict[str, Any]]:
    read = yaml.safe_load(path.read_text())
    jobs = read.get("jobs", {"": read.get("runs", {})})
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_what_others_made_is_pinned_and_nothing_untrusted_is_pasted_into_a_shell(path: Path) -> None:
    for step in job_steps(path):
        if "uses" in step:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"])
        assert "${{" not in step.get("run", "")


def test_only_publishing_may_write_and_a_tag_only_starts_it() -> None:
    rights = {path.name: yaml.safe_load(path.read_text()) for path in WORKFLOWS}
    assert rights["check.yml"]["permissions"] == {"contents": "read"}
    assert rights["approved.yml"]["permissions"] == {"actions": "write"}
    assert rights["publish.yml"]["permissions"] == {"contents": "read"}
    assert rights["publish.yml"]["jobs"]["publish"]["permissions"]["contents"] == "write"
    assert rights["comment.yml"]["permissions"] == {}
    assert [step["run"].split()[:3] for step in job_steps(WORKFLOWS[0])] == [["gh", "workflow", "run"]]
    starts = rights["publish.yml"][True]  # YAML 1.1 reads `on` as true
    assert set(starts) == {"push", "schedule", "workflow_dispatch"}


def origin_of(manual: DiskManual, place: Path) -> Path:
    manual.git("clone", "--quiet", "--bare", str(manual.root), str(place))
    return place


def runner(home: Path, origin: Path, name: str, ref: str = "main") -> Path:
    """Check out as a host does for a job: the whole history, no branch of its own, nobody's name."""
    work = home / name
    git(home, "clone", "--quiet", "--no-checkout", str(origin), name, home=home)
    git(work, "fetch", "--quiet", "origin", ref, home=home)
    git(work, "checkout", "--quiet", "--detach", "FETCH_HEAD", home=home)
    git(work, "branch", "--quiet", "--delete", "--force", "main", home=home)
    return work


def begin(folder: Path, home: Path, lines: list[str], **variables: str) -> subprocess.Popen[str]:
    whole = environment(home) | {"GITHUB_STEP_SUMMARY": str(home / "summary.md")} | variables
    script = "\n".join(lines)
    return subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=whole,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(processes: list[subprocess.Popen[str]], code: int = 0) -> list[str]:
    """Wait for all of them before any is judged; return what each said."""
    said = [process.communicate(timeout=300)[0] for process in processes]
    for process, text in zip(processes, said, strict=True):
        assert process.returncode == code, text
    return said


def scripts(path: Path) -> list[str]:
    return [step["run"] for step in job_steps(path) if "run" in step and "pip install" not in step["run"]]


def gitlab_jobs() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((SKELETON / "gitlab" / "gitlab-ci.yml").read_text())
    return found


def gitlab(name: str) -> list[str]:
    jobs = gitlab_jobs()
    before = [line for line in jobs["default"]["before_script"] if "pip install" not in line]
    return [*before, *jobs[name]["script"]]


def test_a_pull_request_runs_through_the_jobs_of_both_hosts(manual: DiskManual, tmp_path: Path) -> None:
    origin = origin_of(manual, tmp_path / "origin.git")
    manual.git("switch", "--quiet", "--create", "request")
    manual.write(QF_001, (manual.root / QF_001).read_text().replace("](QP-001)", "](gone.md)"))
    manual.commit(on="2026-02-12T09:00:00+00:00")
    manual.git("push", "--quiet", str(origin), "request:refs/pull/1/merge")
    hosts = {
        "github": (scripts(SKELETON / "github" / "workflows" / "check.yml"), {"BASE": "main"}),
        "gitlab": (gitlab("check"), {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}),
    }
    running = [
        begin(runner(tmp_path, origin, host, "refs/pull/1/merge"), tmp_path, lines, **variables)
        for host, (lines, variables) in hosts.items()
    ]
    for host, said in zip(hosts, ended(running, 1), strict=True):
        assert "gone.md" in said
        text = (tmp_path / host / "summary.md").read_text()
        assert "| QF-001 Change request | 1 → 1 | 2 errors | nothing |" in text
        assert "why?" in (tmp_path / host / "preview" / "qf-001" / "index.html").read_text()
    assert (tmp_path / "summary.md").read_text() == (tmp_path / "github" / "summary.md").read_text()


def test_two_approvals_that_race_through_both_publishing_jobs_are_published(manual: DiskManual, tmp_path: Path) -> None:
    origin = origin_of(manual, tmp_path / "origin.git")
    jobs = {"github": scripts(SKELETON / "github" / "workflows" / "publish.yml"), "gitlab": gitlab("pages")}
    lab = {"CI_SERVER_HOST": "gitlab.example", "CI_PROJECT_PATH": "finch/manual", "QMSDOC_LEDGER_TOKEN": "token"}
    running = []
    for person, (host, lines) in zip(("amir.khan", "jane.doe"), jobs.items(), strict=True):
        manual.sign("QP-001", person, on="2026-02-13T09:00:00+00:00")
        manual.git("push", "--quiet", "--tags", str(origin))
        work = runner(tmp_path, origin, host)
        address = "https://ledger:token@gitlab.example/finch/manual.git"
        git(work, "config", f"url.{origin}.insteadOf", address, home=tmp_path)
        running.append(begin(work, tmp_path, lines, **lab))
    said = ended(running)
    ledger = git(origin, "show", "qmsdoc-ledger:ledger.jsonl", home=tmp_path).splitlines()
    assert len(ledger) == len(set(ledger)) == 6
    page = (tmp_path / "gitlab" / "public" / "qp-001" / "index.html").read_text()
    assert 'data-revision="2"' in page
    assert (tmp_path / "github" / "site" / "qp-001" / "index.html").is_file()
    assert "What waits for" in said[1]
    assert "What waits for" in (tmp_path / "summary.md").read_text()
    assert run(tmp_path, "verify-site", "public", folder=tmp_path / "gitlab").code == 0


GH = """\
#!/usr/bin/env python3
import json, pathlib, sys
here, asked = pathlib.Path(__file__).parent, sys.argv[1:]
if asked[:2] == ["run", "download"]:
    (here / "given").mkdir(exist_ok=True)
    (here / "given" / "summary.md").write_text((here / "text").read_text())
elif "--field" in asked:
    (here / "sent").open("a").write(" ".join(asked) + "\\n")
    (here / "comment").write_text((here / "comment.md").read_text())
elif asked[-2] == "--jq":
    print("7" if "/pulls" in " ".join(asked) else "41" if (here / "comment").exists() else "", end="")
"""


def test_the_second_job_keeps_one_comment_up_to_date_with_the_finished_text(tmp_path: Path) -> None:
    path = SKELETON / "github" / "workflows" / "comment.yml"
    (step,) = job_steps(path)
    assert set(step) == {"name", "env", "run"}
    assert set(step["env"]) == {"GH_TOKEN", "GH_REPO", "RUN", "COMMIT", "BRANCH"}
    assert yaml.safe_load(path.read_text())["permissions"] == {}
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    asked = {"GH_REPO": "finch/manual", "RUN": "1", "COMMIT": "c" * 40, "BRANCH": "a:b", "GH_TOKEN": "t"}
    for text in ("First\n", "é" * 40_000):
        (tmp_path / "text").write_text(text)
        ended([begin(tmp_path, tmp_path, ["PATH=.:$PATH", step["run"]], **asked)])
        said = (tmp_path / "comment").read_text()
        assert said.startswith("<!-- qmsdoc -->\n" + text[:5])
    assert len(said.encode()) <= 60_020
    assert [line.split()[3:5] for line in (tmp_path / "sent").read_text().splitlines()] == [
        ["POST", "repos/finch/manual/issues/7/comments"],
        ["PATCH", "repos/finch/manual/issues/comments/41"],
    ]


class _Host(BaseHTTPRequestHandler):
    """The part of GitLab's interface that the comment's job asks; what it is sent is kept in `sent`."""

    sent: ClassVar[list[tuple[str, str, str]]] = []
    notes: ClassVar[list[dict[str, Any]]] = []
    text = b""

    def do_GET(self) -> None:
        project = "/projects/3"
        answers: dict[str, Any] = {
            "/user": {"id": 9},
            f"{project}/merge_requests/7/pipelines": [{"id": 20}, {"id": 21}],
            f"{project}/pipelines/21/jobs": [{"id": 40, "name": "check"}, {"id": 41, "name": "other"}],
            f"{project}/merge_requests/7/notes": self.notes,
        }
        path = self.path.removesuffix("?per_page=100")
        self._answer(
            self.text if path == f"{project}/jobs/40/artifacts/summary.md" else json.dumps(answers[path]).encode()
        )

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        self.sent.append((self.command, self.path, body))
        self.notes.append({"id": 5, "author": {"id": 9}, "body": body})
        self._answer(b"{}")

    do_PUT = do_POST  # noqa: N815

    def _answer(self, data: bytes) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def test_gitlabs_comment_is_off_until_asked_for_and_the_trunk_alone_has_the_token() -> None:
    jobs = gitlab_jobs()
    starts, comment = jobs["start-comment"], jobs["comment"]
    assert "$QMSDOC_COMMENT" in starts["rules"][0]["if"]
    assert "script" not in starts
    assert comment["rules"][0]["if"].startswith("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $QMSDOC_MERGE_REQUEST =~")
    assert comment["variables"]["GIT_STRATEGY"] == "none"
    assert comment["before_script"] == []
    assert jobs["pages"]["rules"][0] == {"if": "$QMSDOC_MERGE_REQUEST", "when": "never"}


def test_gitlabs_job_keeps_one_comment_up_to_date_with_the_finished_text(tmp_path: Path) -> None:
    _Host.sent, _Host.notes = [], [{"id": 4, "author": {"id": 8}, "body": "<!-- qmsdoc -->\nsomebody else's"}]
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        asked = {"CI_API_V4_URL": f"http://127.0.0.1:{server.server_port}", "CI_PROJECT_ID": "3"}
        asked |= {"QMSDOC_MERGE_REQUEST": "7", "QMSDOC_COMMENT_TOKEN": "secret", "no_proxy": "127.0.0.1"}
        for text in ("First\n", "é" * 40_000):
            _Host.text = text.encode()
            ended([begin(tmp_path, tmp_path, gitlab_jobs()["comment"]["script"], **asked)])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    first, second = _Host.sent
    notes = "/projects/3/merge_requests/7/notes"
    assert first == ("POST", notes, "<!-- qmsdoc -->\nFirst\n")
    assert second[:2] == ("PUT", f"{notes}/5")
    assert len(second[2].encode()) <= 60_020


def test_the_workflows_hold_against_zizmor() -> None:
    subprocess.run([BIN / "zizmor", "--offline", "--quiet", *WORKFLOWS, ROOT / "action.yml"], check=True)


@pytest.mark.parametrize("kind", ["github-workflows", "github-actions", "gitlab-ci"])
def test_what_the_hosts_read_is_valid_by_their_schemas(kind: str, tmp_path: Path) -> None:
    component = tmp_path / "component.yml"
    text = (ROOT / "templates" / "check.yml").read_text().partition("\n---\n")[2]
    component.write_text(text.replace("$[[ inputs.stage ]]", "test"))
    files: dict[str, list[Path]] = {
        "github-workflows": WORKFLOWS,
        "github-actions": [ROOT / "action.yml"],
        "gitlab-ci": [SKELETON / "gitlab" / "gitlab-ci.yml", component],
    }
    command = [str(each) for each in (BIN / "check-jsonschema", "--builtin-schema", f"vendor.{kind}", *files[kind])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
