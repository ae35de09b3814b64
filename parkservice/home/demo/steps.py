"""The steps of the demo's complaints, from taking on to closing, each through its service (domain 2.1)."""

from collections.abc import Callable

from complaints.approvals import services as approvals
from complaints.casework import services, words
from complaints.choices import ReplyKind, ReplyMethod, ReportMethod, Severity, State, Validity
from complaints.models import Article, Complaint
from parkservice.home.demo.scene import Scene
from parkservice.home.demo.texts import Story, letter, report
from parkservice.parks.models import Park

#: A step returns the complaint as it is afterwards, where later steps look at what it changed.
Step = Callable[[Scene, Complaint, Story], Complaint | None]

#: Which department a matter belongs to; customer service for all others.
DEPARTMENTS = {"hygiene_greening": "BJ", "facility_repair": "GC", "decoration": "GC", "safety_order": "AF"}


def investigate(scene: Scene, complaint: Complaint, story: Story) -> Complaint:
    """Take it on; a complaint about service attitude names the person."""
    scene.mail = story.severity == Severity.MAJOR
    return services.investigate(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        severity=story.severity,
        against_staff=scene.people["clerk2"] if story.category == "service_attitude" else None,
    )


def say(kind: ReplyKind) -> Step:
    """The step that tells the complainant something: by mail the result where an address was left, some by SMS."""

    def step(scene: Scene, complaint: Complaint, story: Story) -> None:
        method = ReplyMethod.TRACKING_PAGE if complaint.anonymous else ReplyMethod.PHONE
        officer = scene.officer_of(complaint)
        if complaint.email and kind == ReplyKind.RESULT:
            method = ReplyMethod.MAIL
        elif kind == ReplyKind.ANSWER and story.severity == Severity.IMPORTANT and words.may_text(complaint):
            method = ReplyMethod.SMS
        words.reply(
            complaint_id=complaint.pk,
            actor=officer,
            kind=kind,
            method=method,
            text=letter(complaint, officer, story, kind),
            form_id=scene.form_id(),
        )
        scene.mail = method in (ReplyMethod.MAIL, ReplyMethod.SMS)

    return step


def find(scene: Scene, complaint: Complaint, story: Story) -> Complaint:
    """Write down what was found."""
    unfounded = story.plan in ("unfounded", "explained")
    return services.record_findings(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        facts=story.facts,
        validity=Validity.UNFOUNDED if unfounded else Validity.VALID,
        cause=story.cause,
        department=scene.departments[DEPARTMENTS.get(story.category, "KF")],
    )


def act(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Begin measures; what needs approval is proposed first, and carried out when it is approved (P3)."""
    if complaint.needs_approval:
        propose(scene, complaint, story)
        return
    services.begin_action(complaint_id=complaint.pk, actor=scene.officer_of(complaint), measures=story.measures)


def propose(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The manager puts the handling before the project manager."""
    _propose(scene, complaint, story, "manager")


def propose_above(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The project manager proposes in the manager's place, so the general manager approves."""
    _propose(scene, complaint, story, "project_manager")


def _propose(scene: Scene, complaint: Complaint, story: Story, by: str) -> None:
    approvals.propose(
        complaint_id=complaint.pk,
        actor=scene.people[by],
        opinion=story.opinion or "责任在我方，应当向客户致歉。",
        measures=story.measures,
        heard="情况属实，当时着急，态度不好，愿意当面道歉。" if complaint.against_staff_id else "",
    )


def approve(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The project manager approves."""
    approvals.approve(complaint_id=complaint.pk, actor=scene.people["project_manager"])


def send_back(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The project manager wants more first."""
    reason = "请补上供应商的书面说明，再报。" if complaint.proposals.count() == 1 else "费用由谁承担没有写明，请补充。"
    approvals.send_back(complaint_id=complaint.pk, actor=scene.people["project_manager"], reason=reason)


def resolve(scene: Scene, complaint: Complaint, story: Story) -> Complaint:
    """Say that it is put right."""
    return services.resolve(complaint_id=complaint.pk, actor=scene.officer_of(complaint), measures=story.measures)


def article(park: Park, code: str, position: int) -> Article:
    """An article of the rules in force, by rule and place."""
    return Article.objects.of_park(park.pk).get(version__rule__code=code, position=position)


def explain(scene: Scene, complaint: Complaint, story: Story) -> Complaint:
    """Settle it by explaining a rule."""
    return services.explain(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        article_id=article(scene.park, story.rule, story.article).pk,
        explanation=story.measures,
    )


def dismiss(scene: Scene, complaint: Complaint, story: Story) -> Complaint:
    """Settle what proved unfounded."""
    return services.dismiss(complaint_id=complaint.pk, actor=scene.officer_of(complaint), explanation=story.measures)


def escalate(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Put it before the manager."""
    services.escalate(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        problem=story.problem or f"{story.facts}超出管理员权限。",
        opinion=story.opinion or "建议由经理协调，三个工作日内办完。",
    )
    scene.mail = True


def decide(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The manager decides that it is put right."""
    services.decide(
        complaint_id=complaint.pk, actor=scene.people["manager"], decision=story.measures, target=State.ACTING
    )


def tell_office(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Report the result to the park office."""
    words.report_to_office(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        method=ReportMethod.IN_APP,
        text=report(complaint, story),
        form_id=scene.form_id(),
    )


def rate(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The complainant rates it on the tracking page, if they care to."""
    if story.score:
        words.rate(complaint_id=complaint.pk, satisfaction=story.score)


def close(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Close it."""
    services.close(complaint_id=complaint.pk, actor=scene.officer_of(complaint))
