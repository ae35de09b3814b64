"""The demo park of domain section 6: 5 buildings, 72 units, 64 of them occupied; everything invented.

Company names end with (虚构), their credit codes name a region that does not exist, phones are 199 000000xx or short
numbers of the park itself, addresses end with .invalid. The same day always gives the same park.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stdnum.cn import uscc

from parkservice.estate import services
from parkservice.estate.models import ContactKind, Customer, CustomerKind, OccupancyRole, Unit
from parkservice.kit import clock
from parkservice.parks.models import Building, Department, DepartmentKind, Park, SpaceKind
from parkservice.parks.reference import install_calendar

FICTIONAL = "(虚构)"
CODE_REGION = "91990001"  # region 990001 does not exist


@dataclass(frozen=True)
class Block:
    """A building: names, use, units on each floor from the ground up, smallest and largest area in m²."""

    code: str
    name_zh: str
    name_en: str
    kind: SpaceKind
    floors: tuple[int, ...]
    smallest: int
    largest: int


BLOCKS = (
    Block("A", "A 栋厂房", "Workshop A", SpaceKind.WORKSHOP, (5, 4, 3), 800, 2400),
    Block("B", "B 栋厂房", "Workshop B", SpaceKind.WORKSHOP, (4, 3, 5), 800, 2400),
    Block("C", "C 栋办公楼", "Office building C", SpaceKind.OFFICE, (4, 4, 4, 4, 4, 4), 90, 320),
    Block("D", "D 栋宿舍", "Dormitory D", SpaceKind.DORMITORY, (4, 5, 4, 4, 3), 35, 60),
    Block("E", "E 栋仓库", "Warehouse E", SpaceKind.WAREHOUSE, (4,), 1000, 3000),
)
DEPARTMENTS = (
    ("KF", "客服部", "Customer service", DepartmentKind.OWN),
    ("GC", "工程部", "Engineering", DepartmentKind.OWN),
    ("BJ", "保洁绿化部", "Cleaning and grounds", DepartmentKind.OWN),
    ("AF", "安防部", "Security", DepartmentKind.OWN),
    ("CW", "财务部", "Finance", DepartmentKind.OWN),
    ("YQB", "园区办", "Park office", DepartmentKind.PARK_OFFICE),
)
AREAS = {"A-301": Decimal("1286.50")}

#: name, English name, units; the first three have the credit codes of domain section 6.
COMPANIES = (
    ("云帆精密", "Yunfan Precision", "A-301 A-302"),
    ("松石电子", "Songshi Electronics", "A-201 A-202"),
    ("禾木包装", "Hemu Packaging", "B-101 B-102"),
    ("蓝屿新材", "Lanyu Materials", "B-305 B-304"),
    ("北辰试制", "Beichen Prototyping", "C-501 C-502"),
    ("微光检测", "Weiguang Testing", "C-302 C-303"),
    ("白鹭物流", "Bailu Logistics", "E-01 E-02"),
    ("拾光食堂", "Shiguang Canteen", "C-101"),
    ("山岚模具", "", "A-101"),
    ("恒序机械", "", "A-102"),
    ("朴石五金", "", "A-103"),
    ("青橙智造", "", "A-104"),
    ("远岫仪表", "", "A-105"),
    ("木棉注塑", "", "A-203"),
    ("澄湖光学", "", "A-204"),
    ("知微传感", "", "B-103"),
    ("南枝印务", "", "B-104"),
    ("砚田纸品", "", "B-201"),
    ("长汀电源", "", "B-202"),
    ("序章家具", "", "B-301"),
    ("云栖织造", "", "B-302"),
    ("半夏食品机械", "", "B-303"),
    ("拾级设计", "", "C-102"),
    ("听澜软件", "", "C-103"),
    ("回响传媒", "", "C-104"),
    ("归舟外贸", "", "C-201 C-202"),
    ("岩雀咨询", "", "C-203"),
    ("星野测绘", "", "C-301"),
    ("白榆人力", "", "C-304"),
    ("见山知识产权", "", "C-401"),
    ("橙序信息", "", "C-402"),
    ("风信广告", "", "C-404"),
    ("竹里财务代理", "", "C-503 C-504"),
    ("初禾生物", "", "C-602"),
    ("远帆能源", "", "C-603"),
    ("驿站仓配", "", "E-03"),
    ("丰年冷链", "", "E-04"),
)
#: Companies that moved out: their units are vacant now.
LEFT = (("旧雨模具", "A-303"), ("晚照文创", "C-403"))

#: Contacts of the named companies: name, form of address, position, errand, language.
CONTACTS = (
    ("施样稿", "ms", "行政主管", ContactKind.GENERAL),
    ("张举例", "mr", "合同专员", ContactKind.CONTRACT),
    ("孔假设", "ms", "会计", ContactKind.FINANCE),
    ("严拟定", "mr", "安全员", ContactKind.SAFETY),
    ("华摹本", "ms", "仓管", ContactKind.GOODS),
)
OTHER_CONTACTS = ("金草案", "魏样张", "陶预览", "姜例证", "戚模拟", "谢虚拟", "邹试印")

#: Residents of the dormitory: unit, name, form of address, language.
RESIDENTS = (
    ("D-101", "曹样本", "mr"),
    ("D-102", "沈示意", "ms"),
    ("D-103", "杨例句", "mr"),
    ("D-201", "朱试排", "ms"),
    ("D-202", "尤假想", "mr"),
    ("D-203", "吕临摹", "ms"),
    ("D-204", "程虚设", "mr"),
    ("D-205", "SAMPLE / ALEX", "mr"),
    ("D-301", "何试住", "ms"),
    ("D-302", "丁范文", "mr"),
    ("D-303", "宋样刊", "ms"),
    ("D-304", "唐设想", "mr"),
    ("D-501", "何范例", "ms"),
    ("D-503", "薛草图", "mr"),
)
#: Flats that a company rents for its staff: unit, tenant, who lives there.
STAFF_FLATS = (
    ("D-401", "松石电子", ("雷样品", "贺试产")),
    ("D-402", "松石电子", ("倪试制", "汤样机")),
    ("D-403", "云帆精密", ("滕模型", "殷样件")),
    ("D-404", "拾光食堂", ("罗菜样", "毕试味")),
)
FOREIGN = "SAMPLE / ALEX"
RESIDENT_WITH_ACCOUNT = "何试住"
#: 何范例 is the neighbour of the pictures, whose number ends with 0035.
PHONES = {"何范例": "19900000035"}


def build_estate() -> Park:
    """Make the park with everything in it, through the services.

    The units are there from the day on the clock; customers move in month by month from the year before it, so that
    all are in when the story begins. The journal has each move at the time of writing it down.
    """
    park = build_park()
    units = build_units(park)
    opened = clock.today().replace(day=1)
    customers = build_companies(park, units, opened)
    build_residents(park, units, customers, opened)
    return park


def build_park() -> Park:
    """Make the park itself: hours, calendar, departments, buildings."""
    park = Park.objects.create(
        code="QH",
        slug="qinghe",
        name_zh="青禾示例产业园",
        name_en="Qinghe Demo Park",
        desk_phone="19900000011",
        duty_phone="19900000010",
        desk_place_zh="C 栋一层",
        desk_place_en="Building C, ground floor",
        is_demo=True,
    )
    install_calendar(park)
    for code, name_zh, name_en, kind in DEPARTMENTS:
        email = f"{code.lower()}@qinghe.invalid"
        Department.objects.create(park=park, code=code, name_zh=name_zh, name_en=name_en, kind=kind, email=email)
    for block in BLOCKS:
        Building.objects.create(
            park=park, code=block.code, name_zh=block.name_zh, name_en=block.name_en, kind=block.kind
        )
    return park


def build_units(park: Park) -> dict[str, Unit]:
    """Make the 72 units, by code; areas lie evenly between the smallest and the largest of their building."""
    buildings = {building.code: building for building in park.buildings.all()}
    units = {}
    for block in BLOCKS:
        places = [(floor, door) for floor, doors in enumerate(block.floors, 1) for door in range(1, doors + 1)]
        for index, (floor, door) in enumerate(places):
            code = f"{block.code}-{floor}{door:02d}" if len(block.floors) > 1 else f"{block.code}-{door:02d}"
            # 7 and the counts of units have no common factor: every step between the areas occurs once.
            step = Decimal(index * 7 % len(places)) / (len(places) - 1)
            area = (block.smallest + (block.largest - block.smallest) * step).quantize(Decimal("0.1"))
            units[code] = services.create_unit(
                actor=None, building=buildings[block.code], code=code, floor=floor, gross_area=AREAS.get(code, area)
            )
    return units


def build_companies(park: Park, units: dict[str, Unit], opened: date) -> dict[str, Customer]:
    """Make the companies with contacts and units, and those that left; by name without the mark of fiction."""
    customers = {}
    for index, (name, name_en, codes) in enumerate(COMPANIES):
        customer = _company(park, index + 1, name, name_en)
        customers[name] = customer
        _contacts(customer, index, named=bool(name_en))
        for code in codes.split():
            _move_in(units[code], customer, months_before(opened, 1 + index % 11))
    for index, (name, code) in enumerate(LEFT, len(COMPANIES)):
        moved_in, left = months_before(opened, 12), months_before(opened, index % 3)
        occupancy = services.start_occupancy(
            actor=None, unit=units[code], customer=_company(park, index + 1, name, ""), starts=moved_in
        )
        services.end_occupancy(actor=None, occupancy_id=occupancy.pk, ends=left)
    return customers


def build_residents(park: Park, units: dict[str, Unit], customers: dict[str, Customer], opened: date) -> None:
    """Make the people of the dormitory: in flats of their own, and in flats that their company rents."""
    phones = (f"199000000{number}" for number in range(66, 100))
    for index, (code, name, title) in enumerate(RESIDENTS):
        person = _person(park, name, title, PHONES.get(name) or next(phones))
        _move_in(units[code], person, months_before(opened, 1 + index % 9), OccupancyRole.RESIDENT)
        if name == RESIDENT_WITH_ACCOUNT:
            services.add_contact(actor=None, customer=person, name=name, title=title, phone=person.phone)
    for index, (code, company, names) in enumerate(STAFF_FLATS):
        moved_in = months_before(opened, 2 + index)
        _move_in(units[code], customers[company], moved_in)
        for name in names:
            person = _person(park, name, "mr", next(phones))
            _move_in(units[code], person, moved_in, OccupancyRole.RESIDENT, main=False)


def months_before(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months before the month of `day`."""
    return clock.months_later(day.replace(day=1), -months)


def credit_code(serial: int) -> str:
    """Return an invented credit code with both check characters right: 91990001MA00000157 is the first."""
    body = f"MA{serial:06d}"
    rest = sum(weight * int(char, 36) for weight, char in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True)) % 11
    organisation = {0: "0", 1: "X"}.get(rest, str(11 - rest))
    code = f"{CODE_REGION}{body}{organisation}"
    return code + uscc.calc_check_digit(code)


def _company(park: Park, serial: int, name: str, name_en: str) -> Customer:
    return services.create_customer(
        actor=None,
        park=park,
        name=f"{name}{FICTIONAL}",
        name_en=f"{name_en} (fictional)" if name_en else "",
        uscc=credit_code(serial),
        phone=f"8{serial:03d}",
        email=f"office{serial:02d}@example.invalid",
    )


def _contacts(customer: Customer, index: int, *, named: bool) -> None:
    """Contacts for every errand of a named company, one for the others; reached by numbers inside the park."""
    if not named:
        contact = (
            OTHER_CONTACTS[index % len(OTHER_CONTACTS)],
            "ms" if index % 2 else "mr",
            "行政",
            ContactKind.GENERAL,
        )
        people = [contact]
    else:
        people = list(CONTACTS[: 2 + index % 4])
    for place, (name, title, position, kind) in enumerate(people):
        services.add_contact(
            actor=None,
            customer=customer,
            name=name,
            title=title,
            position=position,
            kind=kind,
            phone=f"199000000{12 + index}" if named and not place else f"8{index + 1:02d}{place}",
            email=f"contact{index + 1:02d}{place}@example.invalid",
        )


def _person(park: Park, name: str, title: str, phone: str) -> Customer:
    language = "en" if name == FOREIGN else "zh-hans"
    return services.create_customer(
        actor=None, park=park, kind=CustomerKind.PERSON, name=name, title=title, phone=phone, language=language
    )


def _move_in(
    unit: Unit, customer: Customer, starts: date, role: str = OccupancyRole.TENANT, *, main: bool = True
) -> None:
    services.start_occupancy(actor=None, unit=unit, customer=customer, starts=starts, role=role, main=main)
