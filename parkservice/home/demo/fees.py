"""Fees of the demo park: prices, meters, lines, and a year of bills (domain section 6).

Prices are proposed and released on the first days; meters are read at the end of each quarter, which is billed in the
first days of the next; the telephone is billed monthly, heating before its season. Two buildings are billed ahead, so
that the worked month of the cash has its bills. Nothing is drawn by lot.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from complaints.analysis.conditions import following
from fees.billing import lines, reversing, runs, suppliers
from fees.billing.charges import Tier
from fees.billing.models import Bill
from fees.billing.periods import before, period_of
from fees.billing.records import BillingRun
from fees.meters import services as meters
from fees.meters.models import Meter
from fees.meters.reading import Said, read_meter
from fees.tariffs import services as tariffs
from fees.tariffs.models import FeeItem, PricingForm
from parkservice.estate.models import Occupancy, Unit
from parkservice.home.demo.cashdays import worked_days
from parkservice.home.demo.months import closed_month
from parkservice.home.demo.paying import settle
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock
from parkservice.parks.models import Building

D = Decimal
#: Code of the item, use of space, price (domain section 6).
PRICES = (
    ("management", "workshop", "2.60"),
    ("management", "office", "3.80"),
    ("management", "dormitory", "1.80"),
    ("management", "warehouse", "2.20"),
    ("power", "", "0.8650"),
    ("power_loss", "", "0.8650"),
    ("water", "", "5.20"),
    ("hot_water", "", "22.50"),
    ("gas", "", "2.63"),
    ("tv", "", "18.00"),
    ("telephone", "", "25.00"),
    ("heating", "office", "30.00"),
    ("card", "", "20.00"),
    ("pass", "", "5.00"),
    ("parking", "", "150.00"),
    ("truck", "", "300.00"),
)
#: Steps of water for residents (domain 3.3).
STEPS = (Tier(D(45), D("3.20")), Tier(D(90), D("4.60")), Tier(None, D("7.80")))
#: The contract of the first company (domain 3.1, section 6).
CONTRACT = ("A-301", "3.80")
SERVICES = {
    "management": ("公共区域保洁、秩序维护、绿化养护、公用设施维护", PricingForm.MARKET),
    "card": ("门禁卡制作", PricingForm.MARKET),
    "pass": ("临时出入证制作", PricingForm.MARKET),
    "parking": ("固定车位使用与管理", PricingForm.MARKET),
    "truck": ("货车进出与装卸区使用", PricingForm.MARKET),
    "telephone": ("电话线路月租，通话费按运营商账单代收", PricingForm.MARKET),
    "tv": ("有线电视收视，按终端代收", PricingForm.FIXED),
}
PASSED_ON = ("按供应单位价格代收代付，不加价", PricingForm.FIXED)
#: Usage of a quarter on the register, by place in the round and quarter: never more than twice the mean before it.
USAGES = (180, 184, 191, 176, 188, 179)
PHONES = ("A-301", "A-201", "B-101", "C-302", "E-01")
#: The canteen's own meters: 1,462.08 kWh × 0.8650 = 1,264.70, and 76.54 m³ × 2.63 = 201.30 (domain 4, month example).
CANTEEN = "C-101"
CANTEEN_USES = {"power": D("1462.08"), "gas": D("76.54")}
#: What is billed each quarter, and in which buildings there is such a thing.
WHERE = {"management": "ABCDE", "power": "AC", "power_loss": "A", "water": "D", "gas": "C"}
#: Who reads the meters of a building.
READERS = {"A": "officer", "D": "officer", "C": "officer3"}


def tales(scene: Scene) -> Iterator[Tale]:
    """Prices first, then meters, then period after period."""
    yield _prices(scene)
    yield _later_price(scene)
    yield _meters(scene)
    yield _phones(scene)
    for day in _quarter_ends(scene):
        yield _quarter(scene, day)
    for month in _months(scene):
        yield _telephone(scene, month)
    yield _heating(scene)
    first, _middle, last = worked_days(scene, closed_month(scene))
    yield _ahead(scene, first, "E")
    yield _ahead(scene, last, "A")
    yield _previews(scene)


def _since(scene: Scene) -> date:
    """The day from which the first prices count: before anybody moved in."""
    return date(scene.begins.year - 2, 1, 1)


def _item(scene: Scene, code: str) -> FeeItem:
    return FeeItem.objects.get(park=scene.park, code=code)


def _propose(scene: Scene, code: str, valid_from: date, **said: Any) -> tariffs.Tariff:
    service, form = SERVICES.get(code, PASSED_ON)
    offer = tariffs.Offer(
        item=_item(scene, code),
        valid_from=valid_from,
        payers="使用本项服务的业户",
        service=service,
        standard="按《物业服务合同》" if form == PricingForm.MARKET else "",
        pricing_form=PricingForm.AGREED if "customer" in said else form,
        basis_document=f"青禾价备〔{_since(scene).year}〕1号（虚构）",
        hotline="12315",
        **{"reason": "园区开园定价。", **said},
    )
    return tariffs.propose(park=scene.park, actor=scene.people["manager"], offer=offer, form_id=scene.form_id())


def _release(scene: Scene, tariff: tariffs.Tariff) -> None:
    tariffs.release(tariff_id=tariff.pk, actor=scene.people["project_manager"])


def _prices(scene: Scene) -> Tale:
    """Every price of the park on the first two days; one came back and was proposed again."""
    day = scene.working_day(scene.begins, 1)
    yield clock.combine(day, time(8, 45))
    since = _since(scene)
    proposed = [_propose(scene, code, since, unit_kind=kind, price=D(price)) for code, kind, price in PRICES]
    proposed.append(_propose(scene, "water", since, unit_kind="dormitory", tiers=STEPS))
    unit = scene.unit(CONTRACT[0])
    customer = Occupancy.objects.current().get(unit=unit, main=True).customer
    proposed.append(_propose(scene, "management", since, customer=customer, unit=unit, price=D(CONTRACT[1])))
    yield clock.combine(day, time(14, 20))
    for tariff in proposed[:-1]:
        _release(scene, tariff)
    note = "合同编号没有写，请补上。"
    tariffs.send_back(tariff_id=proposed[-1].pk, actor=scene.people["project_manager"], note=note)
    yield clock.combine(day, time(15, 10))
    words = "按合同 QH-HT-0301（虚构）约定。"
    again = _propose(scene, "management", since, customer=customer, unit=unit, price=D(CONTRACT[1]), reason=words)
    yield clock.combine(day, time(16, 0))
    _release(scene, again)


def _later_price(scene: Scene) -> Tale:
    """A higher price was released for next year and taken back before it counted; another one waits."""
    yield scene.moment(20, "10:10")
    first = date(clock.today().year + 1, 1, 1)
    tariff = _propose(scene, "parking", first, price=D("180.00"), reason="车位紧张，拟上调。")
    yield scene.moment(19, "09:30")
    _release(scene, tariff)
    yield scene.moment(17, "11:00")
    note = "征求意见后决定暂不上调。"
    tariffs.withdraw(tariff_id=tariff.pk, actor=scene.people["project_manager"], note=note)
    yield scene.moment(2, "15:40")
    _propose(scene, "card", first, price=D("15.00"), reason="卡片采购价下降，随之下调。")


def _meters(scene: Scene) -> Tale:
    """Power in workshop A with its master meter, water in the dormitory, from the first day on."""
    yield clock.combine(scene.working_day(scene.begins, 2), time(9, 0))
    for code, kind, multiplier in (("A", "power", 40), ("D", "water", 1)):
        building = Building.objects.get(park=scene.park, code=code)
        units: list[Unit | None] = list(Unit.objects.filter(building=building).order_by("code"))
        for place, unit in enumerate([*units, None] if kind == "power" else units):
            new = meters.NewMeter(
                kind=kind,
                serial=f"{code}{'DB' if kind == 'power' else 'SB'}-{place + 1:03d}",
                building=building,
                unit=unit,
                starts=clock.today(),
                value=D(1000 + 37 * place),
                multiplier=D(multiplier),
                place="一层配电间" if kind == "power" else "卫生间管井",
                position=place + 1,
            )
            meters.register_meter(park=scene.park, actor=scene.people["manager"], new=new, form_id=scene.form_id())
    unit = scene.unit(CANTEEN)
    for place, kind in enumerate(CANTEEN_USES):
        new = meters.NewMeter(
            kind=kind,
            serial=f"C{'DB' if kind == 'power' else 'QB'}-{place + 1:03d}",
            building=unit.building,
            unit=unit,
            starts=clock.today(),
            value=D(2000),
            place="后厨",
            position=place + 1,
        )
        meters.register_meter(park=scene.park, actor=scene.people["manager"], new=new, form_id=scene.form_id())


def _phones(scene: Scene) -> Tale:
    """Telephone lines of some companies."""
    yield clock.combine(scene.working_day(scene.begins, 2), time(10, 0))
    for place, code in enumerate(PHONES):
        unit = scene.unit(code)
        customer = Occupancy.objects.current().get(unit=unit, main=True).customer
        new = lines.NewLine(
            item=_item(scene, "telephone"),
            customer=customer,
            unit=unit,
            label=f"80{place + 1:02d}",
            starts=scene.begins,
        )
        lines.add_line(park=scene.park, actor=scene.people["manager"], new=new, form_id=scene.form_id())


def _quarter_ends(scene: Scene) -> Iterator[date]:
    """The last days of the quarters that ended within the story, so long ago that they are billed."""
    quarter = before("quarter", period_of("quarter", clock.local(scene.until).date() - timedelta(days=9)))
    found = []
    while quarter.last > scene.begins + timedelta(days=20):
        found.append(quarter.last)
        quarter = before("quarter", quarter)
    yield from reversed(found)


def _quarter(scene: Scene, last: date) -> Tale:
    """The meters are read on the last day, the quarter is billed a week later."""
    yield clock.combine(last, time(10, 0))
    rows = Meter.objects.filter(park=scene.park, starts__lt=last).order_by("building__code", "position")
    for place, meter in enumerate(rows.select_related("unit", "building")):
        _read(scene, meter, last, place)
    yield clock.combine(scene.working_day(last, 4), time(9, 30))
    done = [_bill(scene, code, last, where) for code, where in WHERE.items()]
    if last == list(_quarter_ends(scene))[-1]:
        yield from _reversals(scene, done)
    worked = closed_month(scene)
    eaten = last == before("quarter", period_of("quarter", worked)).last
    yield from settle(scene, done, [(CANTEEN, kind) for kind in CANTEEN_USES] if eaten else ())


def _read(scene: Scene, meter: Meter, last: date, place: int) -> None:
    """What the officer reads; the master shows what the units use and five units more for each of them."""
    former = meter.readings.latest("read_on", "pk").current
    quarter = last.month // 3
    used = D(USAGES[(place + quarter) % len(USAGES)])
    if meter.unit is not None and meter.unit.code == CANTEEN:
        used = CANTEEN_USES[meter.kind]
    if meter.kind == "water":
        used = D(20 + (place * 7 + quarter * 3) % 30)
    if meter.is_master:
        subs = Meter.objects.filter(building=meter.building, kind=meter.kind, unit__isnull=False)
        used = sum((each.readings.latest("read_on", "pk").usage for each in subs), D(0)) / meter.multiplier + 60
    said = Said(current=former + used, read_at=clock.now(), confirmed="现场复核无误")
    reader = scene.people[READERS[meter.building.code]]
    read_meter(meter_id=meter.pk, actor=reader, said=said, form_id=scene.form_id())


def _bill(scene: Scene, code: str, day: date, where: str) -> BillingRun:
    """A run of some buildings, previewed, started and carried out."""
    run = _preview(scene, code, day, where)
    runs.start(run_id=run.pk, actor=scene.people["manager"])
    return runs.execute(run.pk)


def _preview(scene: Scene, code: str, day: date, where: str = "ABCDE") -> BillingRun:
    return runs.preview(
        park=scene.park,
        actor=scene.people["manager"],
        item=_item(scene, code),
        day=day,
        buildings=list(Building.objects.filter(park=scene.park, code__in=list(where))),
        due=runs.usual_due(scene.park),
        form_id=scene.form_id(),
    )


def _months(scene: Scene) -> Iterator[date]:
    """The months of the story that are over and billed."""
    month, today = scene.begins, clock.local(scene.until).date()
    while following(month) < today:
        yield month
        month = following(month)


def _telephone(scene: Scene, month: date) -> Tale:
    """The carrier's file is there when the month is over, the bills go out at once; the first line calls for 63.40."""
    yield clock.combine(following(month), time(8, 10))
    calls = [6340 + (115 + 10 * month.month) * place for place in range(len(PHONES))]
    rows = [f"80{place + 1:02d},{D(fen) / 100}" for place, fen in enumerate(calls)]
    content = "\n".join(["号码,金额", *rows]).encode()
    suppliers.take_amounts(
        park=scene.park,
        actor=scene.people["manager"],
        item=_item(scene, "telephone"),
        day=month,
        name=f"话费{month:%Y-%m}.csv",
        content=content,
    )
    yield from settle(scene, [_bill(scene, "telephone", month, "ABCE")])


def _heating(scene: Scene) -> Tale:
    """Heating is billed on the 15th of October before its season, as far as that day lies within the story."""
    day = date(scene.begins.year, 10, 15)
    day = day if day >= scene.begins else day.replace(year=day.year + 1)
    yield clock.combine(day, time(9, 0))
    unit = scene.unit("C-302")
    season = date(day.year, 11, 15)
    stop = lines.ask_stop(unit=unit, actor=scene.people["manager"], season_from=season, reason="冬季仅留一间办公。")
    yield clock.combine(day, time(11, 0))
    lines.approve_stop(stop_id=stop.pk, actor=scene.people["project_manager"])
    yield from settle(scene, [_bill(scene, "heating", season, "C")])


def _ask(scene: Scene, bill: Bill, who: str, reason: str) -> Any:
    return reversing.ask_reversal(bill_id=bill.pk, actor=scene.people[who], reason=reason, form_id=scene.form_id())


def _reversals(scene: Scene, done: list[BillingRun]) -> Tale:
    """A wrong bill of the last quarter is reversed and billed anew the same day, another one stays."""
    wrong, right = Bill.objects.filter(run=done[0], building__code="B").order_by("-pk")[:2]
    yield clock.combine(clock.today(), time(10, 20))
    reversal = _ask(scene, wrong, "officer2", "面积录入有误，业户已书面反映。")
    refused = _ask(scene, right, "officer2", "业户认为单价偏高。")
    yield clock.combine(clock.today(), time(15, 0))
    reversing.approve_reversal(reversal_id=reversal.pk, actor=scene.people["manager"])
    note = "单价与合同一致，请向业户解释收费标准。"
    reversing.refuse_reversal(reversal_id=refused.pk, actor=scene.people["manager"], note=note)
    done.append(_bill(scene, "management", wrong.period_from, "B"))


def _ahead(scene: Scene, day: date, where: str) -> Tale:
    """A building is billed ahead, the evening before somebody there pays a part in cash (domain 4)."""
    eve = scene.working_day(day, -1)
    yield clock.combine(eve, time(15, 30))
    yield from settle(scene, [_bill(scene, "management", eve, where)])


def _previews(scene: Scene) -> Tale:
    """One preview was put away, one waits for its start."""
    yield scene.moment(3, "09:10")
    first = _preview(scene, "management", clock.today())
    runs.drop(run_id=first.pk, actor=scene.people["manager"])
    yield scene.moment(1, "09:40")
    _preview(scene, "management", clock.today())
