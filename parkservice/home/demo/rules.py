"""The rule book of the demo park: everybody signed it long ago, one rule was renewed last week, one proposal waits."""

from collections.abc import Iterator
from datetime import time

from complaints.rulebook import services, signing
from complaints.rulebook.guards import PARTS
from complaints.rulebook.models import Rule, RuleDraft, RuleVersion, Signature
from complaints.rulebook.queries import signers
from parkservice.accounts.models import User
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock

Row = dict[str, str]
#: Colleagues who have not yet signed the renewed parking rules.
LATE = ("officer3", "clerk2", "guard")
#: What joins the parking rules, and the decoration rules.
CHARGING: Row = {
    "text_zh": "电动自行车在园区充电棚充电，不得推入楼内，不得飞线充电。",
    "text_en": "Electric bicycles are charged in the shed, never inside a building or by a cable from a window.",
    "plain_zh": "电池起火烧得快、烟有毒，楼道里一辆车就能堵住一栋楼的人。充电棚在 C 栋北侧，24 小时开放。",
    "plain_en": "A burning battery fills a staircase with poisonous smoke. The shed north of block C is always open.",
}
WORKERS: Row = {
    "text_zh": "装修人员凭临时出入证进场，佩戴证件，施工时间为 8:00–12:00、14:00–18:00。",
    "text_en": "Decoration workers enter with a worker pass, wear it, and work from 8:00 to 12:00 and 14:00 to 18:00.",
    "plain_zh": "临时证在前台办理，带身份证和照片即可。中午和晚上楼上楼下有人休息，请把大声的活放在上午做。",
    "plain_en": "The front desk issues the pass: bring identity card and photo. Please do loud work in the morning.",
}
#: What joins the covenant one day, and what was thought of and dropped again.
QUIET: Row = {
    "text_zh": "午间 12:30 至 13:30，办公楼内不进行打孔、切割等噪声施工。",
    "text_en": "From 12:30 to 13:30 nobody drills or cuts in the office building.",
    "plain_zh": "中午有人休息。确需施工的，请提前一天到前台登记。",
    "plain_en": "People rest at noon. If it can't be avoided, tell the front desk a day before.",
}


def tales(scene: Scene) -> Iterator[Tale]:
    """Signatures on the first day, a new version last week, a proposal of yesterday, drafts dropped and begun."""
    yield _signatures(scene)
    yield _charging(scene)
    yield _workers(scene)
    yield _quiet(scene)


def _signatures(scene: Scene) -> Tale:
    yield clock.combine(scene.working_day(scene.begins, 1), time(8, 40))
    _sign_all(scene)
    yield scene.moment(3, "16:10")
    _sign_all(scene, LATE)


def _charging(scene: Scene) -> Tale:
    yield scene.moment(6, "15:20")
    _write(scene, "GZ-03", CHARGING, "新增电动自行车充电规定。", "Electric bicycles are charged in the shed.")
    rule, manager = _rule(scene, "GZ-03")
    services.propose(rule_id=rule.pk, actor=manager)
    yield scene.moment(4, "10:05")
    edition = RuleDraft.objects.get(rule=rule, state="proposed").edition
    services.release(rule_id=rule.pk, actor=scene.people["project_manager"], edition=edition)


def _workers(scene: Scene) -> Tale:
    yield scene.moment(1, "16:45")
    _write(scene, "GZ-02", WORKERS, "明确装修人员凭证进场和施工时间。", "Workers carry a pass; hours are named.")
    rule, manager = _rule(scene, "GZ-02")
    services.propose(rule_id=rule.pk, actor=manager)


def _quiet(scene: Scene) -> Tale:
    """Dropped for being noticed too late, written again later; this draft lies with the manager."""
    rule, manager = _rule(scene, "GZ-01")
    yield scene.moment(33, "17:05")
    _write(scene, "GZ-01", QUIET, "增加午间安静时段。", "A quiet hour at noon.")
    yield scene.moment(32, "09:05")
    services.discard(rule_id=rule.pk, actor=manager)
    yield scene.moment(2, "11:15")
    _write(scene, "GZ-01", QUIET, "增加午间安静时段。", "A quiet hour at noon.")


def _sign_all(scene: Scene, late: tuple[str, ...] = ()) -> None:
    """Everybody who must signs what is not signed yet."""
    for version in RuleVersion.objects.to_sign().filter(rule__park=scene.park):
        people = signers(scene.park).exclude(username__in=late)
        for person in people.exclude(pk__in=Signature.objects.filter(version=version).values("user")):
            signing.sign(version_id=version.pk, actor=person)


def _rule(scene: Scene, code: str) -> tuple[Rule, User]:
    return Rule.objects.get(park=scene.park, code=code), scene.people["manager"]


def _write(scene: Scene, code: str, article: Row, changes_zh: str, changes_en: str) -> None:
    """The manager adds an article to the draft of a rule."""
    rule, manager = _rule(scene, code)
    draft = services.begin_draft(rule_id=rule.pk, actor=manager)
    services.save_draft(
        rule_id=rule.pk,
        actor=manager,
        edition=draft.edition,
        articles=[{part: row[part] for part in PARTS} for row in [*draft.articles, article]],
        changes_zh=changes_zh,
        changes_en=changes_en,
    )
